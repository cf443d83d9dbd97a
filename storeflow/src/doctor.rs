//! `storeflow doctor`: says what is wrong with a set-up, and what to do about it.

use crate::one_machine;
use crate::parts::{PartsConfig, part};
use crate::settings::{ClusterArgs, Common, Wrong};
use chassis::transport::{Transport, rabbitmq::RabbitMq};
use chassis::{Clock, Company, Db};
use contracts::Service;
use std::path::Path;

#[derive(Default)]
struct Report {
    wrong: usize,
}

impl Report {
    #[expect(clippy::print_stdout, reason = "the report is what was asked for")]
    fn say(&mut self, what: &str, finding: Result<String, String>) {
        match finding {
            Ok(fine) => println!("  ok     {what}: {fine}"),
            Err(advice) => {
                self.wrong += 1;
                println!("  WRONG  {what}: {advice}");
            }
        }
    }

    #[expect(clippy::print_stdout, reason = "the report is what was asked for")]
    fn end(self) -> bool {
        match self.wrong {
            0 => println!("\nNothing is wrong."),
            n => println!("\n{n} thing(s) to mend."),
        }
        self.wrong == 0
    }
}

fn settings(common: &Common, report: &mut Report) -> (Company, Clock) {
    let mut wrong = Wrong::default();
    let (company, clock) = (common.company(&mut wrong), common.clock(&mut wrong));
    let fine = format!("{} in {}", company.currency, company.time_zone);
    report.say("company", wrong.into_result().map(|()| fine).map_err(|error| error.to_string()));
    (company, clock)
}

/// Looks at a data folder.
pub async fn one_machine(common: &Common, data: &Path) -> bool {
    let mut report = Report::default();
    let (company, clock) = settings(common, &mut report);
    if let Some(url) = one_machine::running_at(data) {
        let answer = reqwest::get(format!("{url}/readyz")).await;
        let finding = match answer {
            Ok(answer) if answer.status().is_success() => Ok(format!("runs at {url}")),
            Ok(answer) => Err(format!("{url} answers {}; look at its log", answer.status())),
            Err(_) => Ok("nothing runs on it now".to_owned()),
        };
        report.say("process", finding);
    }
    if !data.exists() {
        report.say("data folder", Ok(format!("{} does not exist yet; `storeflow up` makes it", data.display())));
        return report.end();
    }
    let probe = data.join(".doctor");
    let writable = std::fs::write(&probe, b"x").and_then(|()| std::fs::remove_file(&probe));
    report.say(
        "data folder",
        match writable {
            Ok(()) => Ok(format!("{} can be written", data.display())),
            Err(error) => {
                Err(format!("{} cannot be written ({error}); mend its owner or free some space", data.display()))
            }
        },
    );
    let url = format!("sqlite://{}/{{service}}.db", data.display());
    for service in Service::ALL {
        if !data.join(format!("{service}.db")).exists() {
            report.say(service.name(), Ok("has no data yet".to_owned()));
            continue;
        }
        report.say(service.name(), database(&url, service, &company, &clock).await);
    }
    report.end()
}

/// Looks at a cluster's databases and broker.
pub async fn cluster(common: &Common, args: &ClusterArgs) -> bool {
    let mut report = Report::default();
    let (company, clock) = settings(common, &mut report);
    let mut wrong = Wrong::default();
    args.check(&mut wrong);
    let _ = args.sealing_key(&mut wrong);
    report.say("settings", wrong.into_result().map(|()| "can be read".to_owned()).map_err(|error| error.to_string()));
    let broker = RabbitMq::new(args.broker_url.clone());
    report.say(
        "RabbitMQ",
        match broker.prepare().await {
            Ok(()) => Ok("answers; the topology is declared".to_owned()),
            Err(error) => Err(format!(
                "{error}; check STOREFLOW_BROKER_URL and that it runs (orders wait in the outbox meanwhile)"
            )),
        },
    );
    for service in Service::ALL {
        report.say(service.name(), database(&args.database_url, service, &company, &clock).await);
    }
    report.end()
}

async fn database(url: &str, service: Service, company: &Company, clock: &Clock) -> Result<String, String> {
    let db = Db::open(url, service, clock.clone(), company.clone(), 2).await.map_err(|error| error.to_string())?;
    let def = part(service, &PartsConfig::default());
    match chassis::migrations::is_current(&db, def.own_migrations()).await {
        Ok(true) => Ok("database answers, schema is current".to_owned()),
        Ok(false) => Err(format!("the schema is behind; run `storeflow migrate {service}` (or start `storeflow up`)")),
        Err(error) => Err(format!("{error}; check the URL, and that the database exists and runs")),
    }
}
