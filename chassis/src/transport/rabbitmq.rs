//! A cluster: RabbitMQ carries the messages.
//!
//! One durable topic exchange, a quorum queue per service, publisher confirms in batches. The broker is only the wire: a
//! message is confirmed out of an outbox and acknowledged into an inbox; retries, back-off and dead letters are rows of
//! the inbox. Only what cannot be decoded is rejected, into a queue of its own.

use super::{DeliverError, HEARD, Heard, Transport};
use crate::inbox::{AcceptError, Inbox};
use contracts::{Envelope, Service, registry};
use futures::{FutureExt, StreamExt};
use lapin::message::Delivery;
use lapin::options::{
    BasicAckOptions, BasicConsumeOptions, BasicPublishOptions, BasicQosOptions, BasicRejectOptions,
    ConfirmSelectOptions, ExchangeDeclareOptions, QueueBindOptions, QueueDeclareOptions,
};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{BasicProperties, Channel, Confirmation, Connection, ConnectionProperties, Consumer, ExchangeKind};
use std::collections::{HashSet, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::sync::{Mutex, Notify, broadcast};
use tokio_util::sync::CancellationToken;

const EXCHANGE: &str = "storeflow";
/// Hints and revocations, to every process that listens.
const BROADCASTS: &str = "storeflow.broadcasts";
const UNDECODABLE: &str = "storeflow.undecodable";
/// Messages that the broker may have sent and this process has not acknowledged.
const PREFETCH: u16 = 400;
/// Messages that are accepted in one transaction.
const BATCH: usize = 100;
/// A broker that does not answer for so long is away.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(500);

/// A connection to RabbitMQ that is made again for ever.
pub struct RabbitMq {
    url: String,
    connection: Mutex<Option<Arc<Connection>>>,
    publisher: Mutex<Option<Channel>>,
    up: AtomicBool,
    /// Published minus acknowledged, per consumer that runs here; only for tests.
    in_flight: AtomicI64,
    broadcaster: Mutex<Option<Channel>>,
    heard: broadcast::Sender<Heard>,
    listening: AtomicBool,
    /// Services whose queues nobody empties (tests of a part of the system).
    elsewhere: HashSet<Service>,
}

impl RabbitMq {
    /// For the broker at `url` (`amqp://user:password@host:port/vhost`). Nothing is connected yet.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            connection: Mutex::new(None),
            publisher: Mutex::new(None),
            up: AtomicBool::new(false),
            in_flight: AtomicI64::new(0),
            broadcaster: Mutex::new(None),
            heard: broadcast::Sender::new(HEARD),
            listening: AtomicBool::new(false),
            elsewhere: HashSet::new(),
        }
    }

    /// The same, not waiting for what goes to these services.
    #[must_use]
    pub(crate) fn without(mut self, elsewhere: HashSet<Service>) -> Self {
        self.elsewhere = elsewhere;
        self
    }

    async fn connection(&self) -> anyhow::Result<Arc<Connection>> {
        let mut slot = self.connection.lock().await;
        if let Some(connection) = slot.as_ref().filter(|connection| connection.status().connected()) {
            return Ok(Arc::clone(connection));
        }
        self.up.store(false, Ordering::Relaxed);
        let properties = ConnectionProperties::default().with_connection_name("storeflow".into());
        let connection = tokio::time::timeout(PATIENCE, Connection::connect(&self.url, properties)).await??;
        let connection = Arc::new(connection);
        declare(&connection).await?;
        *slot = Some(Arc::clone(&connection));
        self.up.store(true, Ordering::Relaxed);
        tracing::info!("connected to RabbitMQ");
        Ok(connection)
    }

    async fn publisher(&self) -> anyhow::Result<Channel> {
        let mut slot = self.publisher.lock().await;
        if let Some(channel) = slot.as_ref().filter(|channel| channel.status().connected()) {
            return Ok(channel.clone());
        }
        let channel = self.connection().await?.create_channel().await?;
        channel.confirm_select(ConfirmSelectOptions::default()).await?;
        *slot = Some(channel.clone());
        Ok(channel)
    }

    async fn publish(&self, batch: &[Envelope]) -> anyhow::Result<Vec<Result<(), DeliverError>>> {
        let channel = self.publisher().await?;
        let mut confirms = Vec::with_capacity(batch.len());
        for envelope in batch {
            let Some(spec) = registry::find(&envelope.name) else {
                confirms.push(Err(DeliverError::UnknownMessage(envelope.name.clone())));
                continue;
            };
            let wanted = |to: &&Service| envelope.to.is_none_or(|only| only == **to) && !self.elsewhere.contains(*to);
            let here = spec.consumers.iter().filter(wanted).count();
            let mut headers = FieldTable::default();
            if let Some(traceparent) = &envelope.traceparent {
                headers.insert("traceparent".into(), AMQPValue::LongString(traceparent.as_str().into()));
            }
            let properties = BasicProperties::default()
                .with_message_id(envelope.id.to_string().into())
                .with_type(envelope.name.as_str().into())
                .with_content_type("application/cloudevents+json".into())
                .with_correlation_id(envelope.correlation.as_str().into())
                .with_headers(headers)
                .with_delivery_mode(2);
            let options = BasicPublishOptions { mandatory: true, ..BasicPublishOptions::default() };
            let body = serde_json::to_vec(envelope)?;
            // What only one consumer needs goes straight to its queue.
            let (exchange, key) = envelope.to.map_or((EXCHANGE, envelope.name.as_str()), |to| ("", to.name()));
            let confirm = channel.basic_publish(exchange.into(), key.into(), options, &body, properties).await?;
            self.in_flight.fetch_add(i64::try_from(here).unwrap_or(0), Ordering::Relaxed);
            confirms.push(Ok((confirm, here)));
        }
        let mut outcomes = Vec::with_capacity(batch.len());
        for (confirm, envelope) in confirms.into_iter().zip(batch) {
            outcomes.push(match confirm {
                Err(error) => Err(error),
                Ok((confirm, here)) => {
                    let outcome = match confirm.await? {
                        Confirmation::Ack(None) => Ok(()),
                        // A returned message is confirmed all the same.
                        Confirmation::Ack(Some(_)) => Err(DeliverError::Unroutable(envelope.name.clone())),
                        Confirmation::Nack(_) | Confirmation::NotRequested => {
                            Err(DeliverError::Away("the broker".to_owned()))
                        }
                    };
                    if outcome.is_err() {
                        self.in_flight.fetch_sub(i64::try_from(here).unwrap_or(0), Ordering::Relaxed);
                    }
                    outcome
                }
            });
        }
        Ok(outcomes)
    }

    async fn publish_broadcasts(&self, batch: &[Envelope]) -> anyhow::Result<()> {
        let mut slot = self.broadcaster.lock().await;
        let channel = match slot.as_ref().filter(|channel| channel.status().connected()) {
            Some(channel) => channel.clone(),
            None => slot.insert(self.connection().await?.create_channel().await?).clone(),
        };
        // All of a batch in one frame: hints are many and small.
        let body = serde_json::to_vec(batch)?;
        let properties = BasicProperties::default().with_content_type("application/cloudevents-batch+json".into());
        channel.basic_publish(BROADCASTS.into(), "".into(), BasicPublishOptions::default(), &body, properties).await?;
        Ok(())
    }

    /// Hears broadcasts until the connection breaks or `stop`, by a queue that ends with this process.
    async fn hear_until_broken(&self, stop: &CancellationToken) -> anyhow::Result<()> {
        let channel = self.connection().await?.create_channel().await?;
        let mut arguments = FieldTable::default();
        arguments.insert("x-queue-type".into(), AMQPValue::LongString("classic".into()));
        // Whoever is so far behind reads everything again anyway.
        arguments.insert("x-max-length".into(), AMQPValue::LongLongInt(10_000));
        arguments.insert("x-overflow".into(), AMQPValue::LongString("drop-head".into()));
        let mine = QueueDeclareOptions { exclusive: true, auto_delete: true, ..QueueDeclareOptions::default() };
        let queue = channel.queue_declare("".into(), mine, arguments).await?;
        channel
            .queue_bind(
                queue.name().clone(),
                BROADCASTS.into(),
                "".into(),
                QueueBindOptions::default(),
                FieldTable::default(),
            )
            .await?;
        let unacknowledged = BasicConsumeOptions { no_ack: true, ..BasicConsumeOptions::default() };
        let mut deliveries =
            channel.basic_consume(queue.name().clone(), "".into(), unacknowledged, FieldTable::default()).await?;
        let _ = self.heard.send(Heard::Gap);
        loop {
            let delivery = tokio::select! {
                delivery = deliveries.next() => delivery,
                () = stop.cancelled() => return Ok(()),
            };
            let Some(delivery) = delivery else { anyhow::bail!("the consumer was cancelled") };
            match serde_json::from_slice::<Vec<Envelope>>(&delivery?.data) {
                Ok(batch) => batch.into_iter().for_each(|envelope| {
                    let _ = self.heard.send(Heard::Broadcast(Arc::new(envelope)));
                }),
                Err(error) => tracing::warn!(%error, "a broadcast cannot be decoded; it is dropped"),
            }
        }
    }

    /// Consumes until the connection breaks or `stop`.
    async fn consume(&self, inbox: &Inbox, stop: &CancellationToken) -> anyhow::Result<()> {
        let channel = self.connection().await?.create_channel().await?;
        channel.basic_qos(PREFETCH, BasicQosOptions::default()).await?;
        let queue = inbox.service().name();
        let mut deliveries = channel
            .basic_consume(queue.into(), "".into(), BasicConsumeOptions::default(), FieldTable::default())
            .await?;
        self.up.store(true, Ordering::Relaxed);
        let receipts = Arc::new(Receipts::default());
        let acknowledging = receipts.send(&channel, &self.in_flight);
        tokio::select! {
            ended = self.take(inbox, &channel, &mut deliveries, &receipts, stop) => ended?,
            ended = acknowledging => ended?,
        }
        // Handlers that still run get their receipts; whatever has none goes back to the queue with the channel.
        let _ = tokio::time::timeout(Duration::from_secs(10), receipts.finish(&channel, &self.in_flight)).await;
        let _ = channel.close(200, "stopping".into()).await;
        Ok(())
    }

    /// Takes deliveries until the connection breaks or `stop`.
    async fn take(
        &self,
        inbox: &Inbox,
        channel: &Channel,
        deliveries: &mut Consumer,
        receipts: &Arc<Receipts>,
        stop: &CancellationToken,
    ) -> anyhow::Result<()> {
        loop {
            inbox.has_room().await;
            let first = tokio::select! {
                first = deliveries.next() => first,
                () = stop.cancelled() => return Ok(()),
            };
            let Some(first) = first else { anyhow::bail!("the consumer was cancelled") };
            let mut batch = vec![first?];
            // What has arrived meanwhile comes along; nothing waits for company.
            while batch.len() < BATCH {
                match deliveries.next().now_or_never() {
                    Some(Some(delivery)) => batch.push(delivery?),
                    Some(None) | None => break,
                }
            }
            self.accept(inbox, channel, batch, receipts, stop).await?;
        }
    }

    async fn accept(
        &self,
        inbox: &Inbox,
        channel: &Channel,
        batch: Vec<Delivery>,
        receipts: &Arc<Receipts>,
        stop: &CancellationToken,
    ) -> anyhow::Result<()> {
        let (mut envelopes, mut tags, mut at_once) = (Vec::new(), Vec::new(), Vec::new());
        for delivery in batch {
            match serde_json::from_slice::<Envelope>(&delivery.data) {
                Ok(envelope) => {
                    receipts.expect(delivery.delivery_tag);
                    if delivery.redelivered || !inbox.takes_at_once(&envelope) {
                        tags.push(delivery.delivery_tag);
                        envelopes.push(envelope);
                    } else {
                        at_once.push((delivery.delivery_tag, envelope));
                    }
                }
                Err(error) => {
                    tracing::error!(%error, queue = inbox.service().name(), "a message cannot be decoded; it is set aside");
                    channel.basic_reject(delivery.delivery_tag, BasicRejectOptions { requeue: false }).await?;
                }
            }
        }
        for (tag, envelope) in at_once {
            let place = tokio::select! {
                place = inbox.place() => place,
                () = stop.cancelled() => None,
            };
            let Some(place) = place else { return Ok(()) };
            let (inbox, receipts, stop, channel) = (inbox.clone(), Arc::clone(receipts), stop.clone(), channel.clone());
            crate::run::detach(async move {
                let mut stored = inbox.handle_at_once(&envelope).await;
                drop(place);
                while let Err(error) = stored {
                    if !wait_for_inbox(&error, inbox.service(), &channel, &stop).await {
                        return;
                    }
                    stored = inbox.accept(vec![envelope.clone()]).await;
                }
                receipts.note(&[tag]);
            });
        }
        if envelopes.is_empty() {
            return Ok(());
        }
        while let Err(error) = inbox.accept(envelopes.clone()).await {
            if !wait_for_inbox(&error, inbox.service(), channel, stop).await {
                return Ok(());
            }
        }
        receipts.note(&tags);
        Ok(())
    }
}

/// While the database is away messages stay unacknowledged here: redelivering them would change nothing. `false` when they go
/// back to the broker all the same.
async fn wait_for_inbox(error: &AcceptError, service: Service, channel: &Channel, stop: &CancellationToken) -> bool {
    tracing::warn!(%error, %service, "messages wait for the inbox");
    if stop.is_cancelled() || !channel.status().connected() {
        return false;
    }
    tokio::time::sleep(PAUSE).await;
    true
}

/// Acknowledges what is in the inbox: many messages with one frame, as far as all before them are in it too.
#[derive(Default)]
struct Receipts {
    /// Delivered and not acknowledged, in order; whether it is in the inbox.
    open: std::sync::Mutex<VecDeque<(u64, bool)>>,
    noted: Notify,
}

impl Receipts {
    fn open(&self) -> std::sync::MutexGuard<'_, VecDeque<(u64, bool)>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn expect(&self, tag: u64) {
        self.open().push_back((tag, false));
    }

    fn note(&self, tags: &[u64]) {
        let mut open = self.open();
        for tag in tags {
            if let Ok(at) = open.binary_search_by_key(tag, |(tag, _)| *tag) {
                open[at].1 = true;
            }
        }
        drop(open);
        self.noted.notify_one();
    }

    /// The last of the messages from the oldest on that are all in the inbox, and how many they are.
    fn due(&self) -> Option<(u64, i64)> {
        let mut open = self.open();
        let mut due = None;
        while let Some((tag, true)) = open.front().copied() {
            open.pop_front();
            due = Some((tag, due.map_or(1, |(_, count)| count + 1)));
        }
        due
    }

    /// Sends receipts until the connection breaks.
    async fn send(&self, channel: &Channel, in_flight: &AtomicI64) -> anyhow::Result<()> {
        loop {
            self.noted.notified().await;
            // Nobody waits for a receipt; a few of them are one frame.
            tokio::time::sleep(Duration::from_millis(3)).await;
            if let Some((tag, count)) = self.due() {
                channel.basic_ack(tag, BasicAckOptions { multiple: true }).await?;
                in_flight.fetch_sub(count, Ordering::Relaxed);
            }
        }
    }

    /// Sends the last receipts.
    async fn finish(&self, channel: &Channel, in_flight: &AtomicI64) {
        while !self.open().is_empty() {
            if let Some((tag, count)) = self.due() {
                if channel.basic_ack(tag, BasicAckOptions { multiple: true }).await.is_err() {
                    return;
                }
                in_flight.fetch_sub(count, Ordering::Relaxed);
            }
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
    }
}

/// Declares the whole topology. Every process does, before it publishes anything; every argument is named, because the
/// defaults differ between the broker's versions.
async fn declare(connection: &Connection) -> anyhow::Result<()> {
    let channel = connection.create_channel().await?;
    let durable = ExchangeDeclareOptions { durable: true, ..ExchangeDeclareOptions::default() };
    channel.exchange_declare(EXCHANGE.into(), ExchangeKind::Topic, durable, FieldTable::default()).await?;
    channel.exchange_declare(BROADCASTS.into(), ExchangeKind::Fanout, durable, FieldTable::default()).await?;
    channel.exchange_declare(UNDECODABLE.into(), ExchangeKind::Fanout, durable, FieldTable::default()).await?;
    let text = |value: &str| AMQPValue::LongString(value.into());
    let mut aside = FieldTable::default();
    aside.insert("x-queue-type".into(), text("quorum"));
    channel.queue_declare(UNDECODABLE.into(), QueueDeclareOptions::durable(), aside).await?;
    channel
        .queue_bind(
            UNDECODABLE.into(),
            UNDECODABLE.into(),
            "".into(),
            QueueBindOptions::default(),
            FieldTable::default(),
        )
        .await?;
    for service in Service::ALL {
        let mut arguments = FieldTable::default();
        arguments.insert("x-queue-type".into(), text("quorum"));
        arguments.insert("x-dead-letter-exchange".into(), text(UNDECODABLE));
        arguments.insert("x-dead-letter-strategy".into(), text("at-least-once"));
        arguments.insert("x-overflow".into(), text("reject-publish"));
        // Never reached by design: only what cannot be decoded is rejected, and that at once.
        arguments.insert("x-delivery-limit".into(), AMQPValue::LongLongInt(1_000_000));
        channel.queue_declare(service.name().into(), QueueDeclareOptions::durable(), arguments).await?;
    }
    for spec in registry::known() {
        for consumer in spec.consumers {
            channel
                .queue_bind(
                    consumer.name().into(),
                    EXCHANGE.into(),
                    spec.name.into(),
                    QueueBindOptions::default(),
                    FieldTable::default(),
                )
                .await?;
        }
    }
    channel.close(200, "declared".into()).await?;
    Ok(())
}

#[async_trait::async_trait]
impl Transport for RabbitMq {
    async fn prepare(&self) -> anyhow::Result<()> {
        self.connection().await.map(|_| ())
    }

    async fn deliver(&self, batch: &[Envelope]) -> Vec<Result<(), DeliverError>> {
        let error = match tokio::time::timeout(PATIENCE, self.publish(batch)).await {
            Ok(Ok(outcomes)) => {
                // A broker that was only frozen is back on the same connection.
                self.up.store(true, Ordering::Relaxed);
                return outcomes;
            }
            Ok(Err(error)) => error.to_string(),
            Err(_) => "it does not answer".to_owned(),
        };
        // Some of the batch may have arrived; all of it is sent again, and the inboxes drop the doubles.
        self.up.store(false, Ordering::Relaxed);
        *self.publisher.lock().await = None;
        vec![Err(DeliverError::Away(format!("RabbitMQ ({error})"))); batch.len()]
    }

    async fn receive(&self, inbox: Inbox, stop: CancellationToken) {
        while !stop.is_cancelled() {
            if let Err(error) = self.consume(&inbox, &stop).await {
                self.up.store(false, Ordering::Relaxed);
                tracing::warn!(%error, service = %inbox.service(), "not consuming; connecting again");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }

    async fn broadcast(&self, batch: &[Envelope]) {
        if batch.is_empty() {
            return;
        }
        match tokio::time::timeout(Duration::from_secs(1), self.publish_broadcasts(batch)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::debug!(%error, "broadcasts are lost; listeners read again when they reconnect"),
            Err(_) => tracing::debug!("broadcasts are lost: the broker does not answer"),
        }
    }

    fn hear(&self) -> broadcast::Receiver<Heard> {
        self.heard.subscribe()
    }

    async fn listen(&self, stop: CancellationToken) {
        if self.listening.swap(true, Ordering::Relaxed) {
            return;
        }
        while !stop.is_cancelled() {
            if let Err(error) = self.hear_until_broken(&stop).await {
                tracing::debug!(%error, "not hearing broadcasts; connecting again");
                let _ = self.heard.send(Heard::Gap);
                tokio::time::sleep(PAUSE).await;
            }
        }
        self.listening.store(false, Ordering::Relaxed);
    }

    fn is_up(&self) -> bool {
        self.up.load(Ordering::Relaxed)
    }

    fn in_flight(&self) -> i64 {
        self.in_flight.load(Ordering::Relaxed)
    }
}
