//! Traces, metrics and logs. One trace runs through HTTP, outbox, broker and inbox: the W3C `traceparent` travels in each.

use axum::extract::Request;
use axum::http::Method;
use contracts::{Envelope, Service};
use opentelemetry::metrics::{Counter, Histogram, Meter};
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::{TraceContextExt, TracerProvider};
use opentelemetry::{Context, KeyValue, global};
use opentelemetry_appender_tracing::layer::OpenTelemetryTracingBridge;
use opentelemetry_otlp::{LogExporter, MetricExporter, SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::logs::SdkLoggerProvider;
use opentelemetry_sdk::metrics::SdkMeterProvider;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

/// Where telemetry goes.
#[derive(Clone, Debug, Default)]
pub struct TelemetryConfig {
    /// Base URL of an OTLP receiver over HTTP, such as `http://localhost:4318`; none means readable logs only.
    pub otlp_endpoint: Option<String>,
    /// Logs as JSON lines (for a cluster) or readable (for a person).
    pub log_format: LogFormat,
    /// What to log, such as `info,chassis=debug`.
    pub log_filter: String,
    /// The name under which this process reports.
    pub service_name: String,
}

/// How logs look on the standard error output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// For a person.
    #[default]
    Text,
    /// For a machine.
    Json,
}

/// Flushes what is buffered when the process ends.
#[derive(Default)]
pub struct Telemetry {
    traces: Option<SdkTracerProvider>,
    metrics: Option<SdkMeterProvider>,
    logs: Option<SdkLoggerProvider>,
}

impl Telemetry {
    /// Sets up logs, traces and metrics for this process.
    ///
    /// # Errors
    /// When the OTLP endpoint is not a URL, or telemetry is set up already.
    pub fn start(config: &TelemetryConfig) -> anyhow::Result<Self> {
        global::set_text_map_propagator(TraceContextPropagator::new());
        let resource = Resource::builder()
            .with_service_name(config.service_name.clone())
            .with_attribute(KeyValue::new("service.namespace", "storeflow"))
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
            .build();
        let mut telemetry = Self::default();
        let mut traces = SdkTracerProvider::builder().with_resource(resource.clone());
        if let Some(endpoint) = &config.otlp_endpoint {
            let url = |signal: &str| format!("{}/v1/{signal}", endpoint.trim_end_matches('/'));
            let spans = SpanExporter::builder().with_http().with_endpoint(url("traces")).build()?;
            traces = traces.with_batch_exporter(spans);
            let metrics = MetricExporter::builder().with_http().with_endpoint(url("metrics")).build()?;
            let metrics =
                SdkMeterProvider::builder().with_resource(resource.clone()).with_periodic_exporter(metrics).build();
            global::set_meter_provider(metrics.clone());
            telemetry.metrics = Some(metrics);
            let logs = LogExporter::builder().with_http().with_endpoint(url("logs")).build()?;
            telemetry.logs =
                Some(SdkLoggerProvider::builder().with_resource(resource).with_batch_exporter(logs).build());
        }
        let traces = traces.build();
        let tracer = traces.tracer("storeflow");
        telemetry.traces = Some(traces);
        // Exporting must not produce what is exported.
        let quiet = "hyper=off,h2=off,reqwest=off,opentelemetry=off,sqlx=warn,lapin=off,tower_http=off";
        let filter = |what: &str| EnvFilter::try_new(format!("{what},{quiet}"));
        let wanted = if config.log_filter.is_empty() { "info" } else { &config.log_filter };
        let lines = match config.log_format {
            LogFormat::Text => tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_target(false).boxed(),
            LogFormat::Json => {
                tracing_subscriber::fmt::layer().json().with_writer(std::io::stderr).flatten_event(true).boxed()
            }
        };
        let bridge =
            telemetry.logs.as_ref().map(|logs| OpenTelemetryTracingBridge::new(logs).with_filter(filter(wanted).ok()));
        tracing_subscriber::registry()
            .with(lines.with_filter(filter(wanted)?))
            .with(tracing_opentelemetry::layer().with_tracer(tracer).with_level(false).with_filter(filter("info")?))
            .with(bridge)
            .try_init()?;
        Ok(telemetry)
    }

    /// Sends what is buffered. Blocks for up to a few seconds.
    pub fn stop(self) {
        // Traces first: their spans may still be named by logs and metrics.
        if let Some(traces) = self.traces {
            let _ = traces.shutdown();
        }
        if let Some(logs) = self.logs {
            let _ = logs.shutdown();
        }
        if let Some(metrics) = self.metrics {
            let _ = metrics.shutdown();
        }
    }
}

/// The W3C `traceparent` of the present span, if it belongs to a trace.
#[must_use]
pub fn traceparent() -> Option<String> {
    let context = Span::current().context();
    let mut carrier: HashMap<String, String> = HashMap::new();
    TraceContextPropagator::new().inject_context(&context, &mut carrier);
    carrier.remove("traceparent")
}

fn context_of(traceparent: Option<&str>) -> Option<Context> {
    let carrier = HashMap::from([("traceparent".to_owned(), traceparent?.to_owned())]);
    Some(TraceContextPropagator::new().extract(&carrier))
}

/// Makes `span` a child of what a `traceparent` header says.
pub fn continue_trace(span: &Span, traceparent: Option<&str>) {
    if let Some(context) = context_of(traceparent) {
        // Without a tracing layer (in tests) there is no trace to continue.
        let _ = span.set_parent(context);
    }
}

/// The trace that a span belongs to, as 32 hexadecimal digits.
#[must_use]
pub fn trace_id_of(span: &Span) -> Option<String> {
    let context = span.context();
    let id = context.span().span_context().trace_id();
    (id != opentelemetry::TraceId::INVALID).then(|| id.to_string())
}

/// The present trace as 32 hexadecimal digits; without one a fresh number, so that a report can always name something.
#[must_use]
pub fn trace_id() -> String {
    trace_id_of(&Span::current()).unwrap_or_else(|| uuid::Uuid::new_v4().simple().to_string())
}

pub(crate) fn request_span(request: &Request, path: Option<&str>) -> Span {
    let route = path.unwrap_or("unknown");
    let span = tracing::info_span!(
        "request",
        otel.name = format!("{} {route}", request.method()),
        otel.kind = "server",
        http.request.method = %request.method(),
        http.route = route,
        http.response.status_code = tracing::field::Empty,
    );
    continue_trace(&span, request.headers().get("traceparent").and_then(|value| value.to_str().ok()));
    span
}

pub(crate) fn message_span(service: Service, envelope: &Envelope, attempt: i64) -> Span {
    let span = tracing::info_span!(
        "message",
        otel.name = format!("process {}", envelope.name),
        otel.kind = "consumer",
        messaging.system = "storeflow",
        messaging.operation.type = "process",
        messaging.destination.name = service.name(),
        messaging.message.id = %envelope.id,
        messaging.message.conversation_id = envelope.correlation,
        message.name = envelope.name,
        message.attempt = attempt,
    );
    continue_trace(&span, envelope.traceparent.as_deref());
    span
}

struct Instruments {
    requests: Histogram<f64>,
    messages: Histogram<f64>,
    failed: Counter<u64>,
}

fn meter() -> Meter {
    global::meter("storeflow")
}

static INSTRUMENTS: LazyLock<Instruments> = LazyLock::new(|| Instruments {
    requests: meter().f64_histogram("http.server.request.duration").with_unit("s").build(),
    messages: meter().f64_histogram("messaging.process.duration").with_unit("s").build(),
    failed: meter().u64_counter("storeflow.messages.failed").build(),
});

pub(crate) fn request_answered(method: &Method, path: Option<&str>, status: u16, took: Duration) {
    let labels = [
        KeyValue::new("http.request.method", method.to_string()),
        KeyValue::new("http.route", path.unwrap_or("unknown").to_owned()),
        KeyValue::new("http.response.status_code", i64::from(status)),
    ];
    INSTRUMENTS.requests.record(took.as_secs_f64(), &labels);
}

pub(crate) fn message_handled(service: Service, name: &str, took: Duration, done: bool) {
    let labels =
        [KeyValue::new("messaging.destination.name", service.name()), KeyValue::new("message.name", name.to_owned())];
    INSTRUMENTS.messages.record(took.as_secs_f64(), &labels);
    if !done {
        INSTRUMENTS.failed.add(1, &labels);
    }
}

/// A figure that operators chart, as it is now. Replicas report the same: chart the largest.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Such as `storeflow.orders`, by the naming rules of OpenTelemetry.
    pub name: &'static str,
    /// In UCUM, such as `{order}`, `s` or `1`.
    pub unit: &'static str,
    /// How much.
    pub value: f64,
    /// What it is about, such as `("order.status", "submitted")`.
    pub labels: Vec<(&'static str, String)>,
}

/// Reports a figure.
pub fn report(figure: Figure) {
    type Gauges = HashMap<&'static str, opentelemetry::metrics::Gauge<f64>>;
    static GAUGES: LazyLock<Mutex<Gauges>> = LazyLock::new(Mutex::default);
    let labels: Vec<KeyValue> = figure.labels.into_iter().map(|(name, value)| KeyValue::new(name, value)).collect();
    let mut gauges = GAUGES.lock().unwrap_or_else(PoisonError::into_inner);
    let gauge =
        gauges.entry(figure.name).or_insert_with(|| meter().f64_gauge(figure.name).with_unit(figure.unit).build());
    gauge.record(figure.value, &labels);
}

/// Reports the backlog of a service: outbox lag and dead letters are the alerts that matter.
pub(crate) fn report_backlog(service: Service, outgoing: i64, waiting: i64, dead: i64) {
    static GAUGES: LazyLock<[opentelemetry::metrics::Gauge<i64>; 3]> = LazyLock::new(|| {
        ["storeflow.outbox.waiting", "storeflow.inbox.waiting", "storeflow.inbox.dead"]
            .map(|name| meter().i64_gauge(name).build())
    });
    let labels = [KeyValue::new("storeflow.service", service.name())];
    for (gauge, value) in GAUGES.iter().zip([outgoing, waiting, dead]) {
        gauge.record(value, &labels);
    }
}
