//! Figures beside budgets and peers: a table for people, JSON for programs.

use crate::machine::{self, Owner, Seen};
use serde::Serialize;
use std::fmt::Write as _;
use std::path::Path;

/// Everything that one run found out.
#[derive(Serialize)]
pub struct Report {
    started: String,
    binary: String,
    binary_bytes: u64,
    cores: usize,
    sections: Vec<Section>,
    notes: Vec<String>,
    /// Long tables, each a file of its own.
    #[serde(skip)]
    tables: Vec<(String, String)>,
    failures: Vec<String>,
}

/// The figures of one measurement.
#[derive(Serialize)]
pub struct Section {
    set_up: &'static str,
    title: String,
    command: String,
    machine: Option<Seen>,
    lines: Vec<Line>,
}

/// A figure.
#[derive(Serialize)]
pub struct Line {
    what: String,
    number: f64,
    unit: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    budget: Option<Budget>,
    #[serde(skip_serializing_if = "Option::is_none")]
    peers: Option<&'static str>,
}

/// What the design asks for.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Budget {
    /// No more.
    AtMost(f64),
    /// No less.
    AtLeast(f64),
}

impl Line {
    /// A figure without a budget.
    pub fn new(what: impl Into<String>, number: f64, unit: &'static str) -> Self {
        Self { what: what.into(), number, unit, budget: None, peers: None }
    }

    /// A budget to keep.
    pub fn at_most(self, most: f64) -> Self {
        Self { budget: Some(Budget::AtMost(most)), ..self }
    }

    /// An aim to reach.
    pub fn at_least(self, least: f64) -> Self {
        Self { budget: Some(Budget::AtLeast(least)), ..self }
    }

    /// What users would pick instead does (`shared/research/peers.md`).
    pub fn peers(self, peers: &'static str) -> Self {
        Self { peers: Some(peers), ..self }
    }

    fn cells(&self) -> [String; 4] {
        let (budget, verdict) = match self.budget {
            None => (String::new(), String::new()),
            Some(budget) => {
                let (sign, bound, kept) = match budget {
                    Budget::AtMost(most) => ("≤", most, self.number <= most),
                    Budget::AtLeast(least) => ("≥", least, self.number >= least),
                };
                (format!("{sign} {} {}", short(bound), self.unit), if kept { " ✓" } else { " ✗" }.to_owned())
            }
        };
        let value = format!("{} {}{verdict}", short(self.number), self.unit);
        [self.what.clone(), value, budget, self.peers.unwrap_or_default().to_owned()]
    }
}

/// A number as a person wants to read it.
fn short(number: f64) -> String {
    match number.abs() {
        size if size >= 100.0 => format!("{number:.0}"),
        size if size >= 10.0 => format!("{number:.1}"),
        0.0 => "0".to_owned(),
        _ => format!("{number:.2}").trim_end_matches('0').trim_end_matches('.').to_owned(),
    }
}

impl Section {
    /// A section; the command is what repeats it.
    pub fn new(set_up: &'static str, title: impl Into<String>, command: String) -> Self {
        Self { set_up, title: title.into(), command, machine: None, lines: Vec::new() }
    }

    /// Adds a figure.
    pub fn line(&mut self, line: Line) {
        self.lines.push(line);
    }

    /// Adds who used the processors meanwhile.
    pub fn seen(&mut self, seen: Seen) {
        self.machine = Some(seen);
    }

    /// Adds the processor time per order.
    pub fn cost(&mut self, seen: &Seen, orders: f64) {
        let parts =
            [Owner::Storeflow, Owner::Postgres, Owner::Rabbitmq].map(|owner| (owner, seen.millis_per(owner, orders)));
        let total: f64 = parts.iter().map(|(_, millis)| millis).sum();
        let peers = "Vendure 224, Medusa 620 ms per order";
        self.line(Line::new("processor time per order", total, "ms").peers(peers));
        #[expect(clippy::cast_precision_loss, reason = "few")]
        let cores = machine::cores() as f64;
        let busy = total + seen.millis_per(Owner::Bench, orders);
        self.line(Line::new("processors ÷ processor time per order", cores * 1_000.0 / busy, "orders/s"));
        for (owner, millis) in parts.into_iter().filter(|(_, millis)| *millis > 0.0 && *millis < total) {
            self.line(Line::new(format!("- of it {owner:?}").to_lowercase(), millis, "ms"));
        }
    }

    fn markdown(&self) -> String {
        let mut text = format!("### {}: {}\n\n`{}`", self.set_up, self.title, self.command);
        if let Some(seen) = &self.machine {
            let _ = write!(
                text,
                "  \nload {:.1} before, {:.1} after; others used {:.0} % of {} %, the load program {:.0} %",
                seen.load_before,
                seen.load_after,
                seen.percent(Owner::Foreign),
                machine::cores() * 100,
                seen.percent(Owner::Bench),
            );
        }
        text.push_str("\n\n");
        let head = ["", "figure", "budget", "peers"].map(str::to_owned);
        let mut rows = vec![head];
        rows.extend(self.lines.iter().map(Line::cells));
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths: [usize; 4] = std::array::from_fn(width);
        for (i, row) in rows.iter().enumerate() {
            let cells: Vec<String> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
            let _ = writeln!(text, "| {} |", cells.join(" | "));
            if i == 0 {
                let _ = writeln!(text, "|{}|", widths.map(|width| "-".repeat(width + 2)).join("|"));
            }
        }
        text
    }
}

impl Report {
    /// An empty report about a binary.
    pub fn new(binary: &Path) -> anyhow::Result<Self> {
        Ok(Self {
            started: chassis::Clock::system().now().format("%Y-%m-%d %H:%M UTC").to_string(),
            binary: binary.display().to_string(),
            binary_bytes: std::fs::metadata(binary)?.len(),
            cores: machine::cores(),
            sections: Vec::new(),
            notes: Vec::new(),
            tables: Vec::new(),
            failures: Vec::new(),
        })
    }

    /// The binary's size in MiB.
    #[expect(clippy::cast_precision_loss, reason = "megabytes")]
    pub fn binary_mib(&self) -> f64 {
        self.binary_bytes as f64 / 1_048_576.0
    }

    /// Adds a section, and shows it at once.
    #[expect(clippy::print_stdout, reason = "what the person at the terminal waits for")]
    pub fn section(&mut self, section: Section) {
        println!("{}", section.markdown());
        self.sections.push(section);
    }

    /// Adds a remark, and shows it at once.
    #[expect(clippy::print_stdout, reason = "what the person at the terminal waits for")]
    pub fn note(&mut self, note: String) {
        println!("{note}\n");
        self.notes.push(note);
    }

    /// Adds a table that is too long for the report: a file beside it.
    pub fn table(&mut self, file: &str, text: String) {
        self.tables.push((file.to_owned(), text));
    }

    /// Notes that something must not stay as it is; the program ends with it when everything has been written.
    pub fn fail(&mut self, what: String) {
        self.failures.push(what);
    }

    /// Writes `report.md`, `report.json` and the tables beside them.
    ///
    /// # Errors
    /// When a file cannot be written, or something failed.
    pub fn write(&self, folder: &Path) -> anyhow::Result<()> {
        std::fs::create_dir_all(folder)?;
        let mut text = format!(
            "# StoreFlow's figures\n\n{}, {} cores, {} ({:.1} MiB). Everything (load program, system, servers) shares \
             the cores. Made by `make bench`.\nPeers: Vendure 3.7.3 and Medusa 2.21.2 on the same kind of machine, at \
             their best (`shared/research/peers.md`).\n\n",
            self.started,
            self.cores,
            self.binary,
            self.binary_mib()
        );
        for section in &self.sections {
            text.push_str(&section.markdown());
            text.push('\n');
        }
        for note in &self.notes {
            let _ = writeln!(text, "- {note}");
        }
        std::fs::write(folder.join("report.md"), text)?;
        std::fs::write(folder.join("report.json"), serde_json::to_string_pretty(self)? + "\n")?;
        for (file, text) in &self.tables {
            std::fs::write(folder.join(file), text)?;
        }
        anyhow::ensure!(self.failures.is_empty(), "{}", self.failures.join("\n"));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_whether_its_budget_is_kept() {
        let line = Line::new("p99", 51.23, "ms").at_most(50.0).peers("Vendure 201");
        assert_eq!(line.cells(), ["p99", "51.2 ms ✗", "≤ 50.0 ms", "Vendure 201"]);
        assert_eq!(Line::new("rate", 151.0, "/s").at_least(150.0).cells()[1], "151 /s ✓");
        assert_eq!(short(0.5), "0.5");
        assert_eq!(short(9.0), "9");
    }
}
