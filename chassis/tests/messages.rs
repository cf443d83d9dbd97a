//! Two services and one message, on both set-ups: nothing is lost, doubled or handled by two.

use chassis::testing::{Setup, TestSystem, both};
use chassis::transport::chaos::Faults;
use chassis::{Failure, Migration, ServiceDef, Sql, Tx, sql_values};
use contracts::ordering::MarkStuck;
use contracts::sales::{CancelOrder, CancelRequested, RefuseCancellation};
use contracts::{OrderId, Reason, ReasonCode, Service};

/// Sales: told to cancel, notes it and tells ordering.
fn sales() -> ServiceDef {
    ServiceDef::new(Service::Sales)
        .migrations(vec![Migration::new("m0001_seen", "what arrived", "CREATE TABLE seen (id {uuid}, at {timestamp})")])
        .on(|tx: Tx, message: CancelOrder| async move {
            tx.exec("INSERT INTO seen (id, at) VALUES ($1, $2)", sql_values![message.order_id.0, tx.now()]).await?;
            tx.publish(&CancelRequested { order_id: message.order_id });
            Ok(())
        })
        .on(|_tx: Tx, _message: RefuseCancellation| async move {
            Err(Failure::Refuse("this can never work".to_owned()))
        })
}

/// Ordering: counts what sales tells it.
fn ordering() -> ServiceDef {
    let seen = "CREATE TABLE seen (id {uuid}, at {timestamp}); CREATE TABLE stuck (id {uuid}, command {text})";
    ServiceDef::new(Service::Ordering)
        .migrations(vec![Migration::new("m0001_seen", "what arrived", seen)])
        .on(|tx: Tx, message: CancelRequested| async move {
            tx.exec("INSERT INTO seen (id, at) VALUES ($1, $2)", sql_values![message.order_id.0, tx.now()]).await?;
            Ok(())
        })
        .on(|tx: Tx, message: MarkStuck| async move {
            let values = sql_values![message.order_id.0, message.command];
            tx.exec("INSERT INTO stuck (id, command) VALUES ($1, $2)", values).await?;
            Ok(())
        })
}

#[derive(sea_orm::FromQueryResult)]
struct Count {
    n: i64,
    ids: i64,
}

async fn seen(system: &TestSystem, service: Service) -> (i64, i64) {
    let sql = "SELECT COUNT(*) AS n, COUNT(DISTINCT id) AS ids FROM seen";
    let count: Count = system.app(service).db().one(sql, vec![]).await.expect("answers").expect("one row");
    (count.n, count.ids)
}

both!(
    async fn a_message_travels_once_from_service_to_service(setup: Setup) {
        let system = TestSystem::start(setup, vec![sales(), ordering()]).await;
        let envelope = system.envelope(&CancelOrder { order_id: OrderId::new() });
        for _ in 0..5 {
            system.deliver(envelope.clone()).await;
        }
        system.settle().await;
        assert_eq!(seen(&system, Service::Sales).await, (1, 1));
        assert_eq!(seen(&system, Service::Ordering).await, (1, 1));
    }
);

both!(
    async fn a_thousand_messages_arrive_once_each_through_chaos(setup: Setup) {
        let faults = Faults { drop: 5, lose_confirm: 5, double: 10, delay: 5 };
        let system = TestSystem::start_with(setup, vec![sales(), ordering()], Some((faults, 7))).await;
        let commands: Vec<_> = (0..1_000).map(|_| CancelOrder { order_id: OrderId::new() }).collect();
        futures::future::join_all(commands.iter().map(|command| system.send(command))).await;
        system.settle().await;
        assert_eq!(seen(&system, Service::Sales).await, (1_000, 1_000));
        assert_eq!(seen(&system, Service::Ordering).await, (1_000, 1_000));
    }
);

both!(
    async fn a_command_that_can_never_work_is_dead_at_once_and_makes_its_saga_stuck(setup: Setup) {
        let mut system = TestSystem::start(setup, vec![sales(), ordering()]).await;
        system.expect_dead_letters();
        let refuse = RefuseCancellation { order_id: OrderId::new(), reason: Reason::new(ReasonCode::PickingBegun) };
        system.send(&refuse).await;
        system.settle().await;
        assert_eq!(system.dead_letters(Service::Sales).await, ["sales.refuse_cancellation.v1"]);
        #[derive(sea_orm::FromQueryResult)]
        struct Stuck {
            command: String,
        }
        let stuck: Vec<Stuck> =
            system.app(Service::Ordering).db().all("SELECT command FROM stuck", vec![]).await.expect("answers");
        assert_eq!(stuck.len(), 1);
        assert_eq!(stuck[0].command, "sales.refuse_cancellation.v1");
    }
);

both!(
    async fn a_message_that_dies_after_its_last_attempt_says_why(setup: Setup) {
        let stubborn = ServiceDef::new(Service::Sales).on(|_tx: Tx, _message: CancelOrder| async move {
            Err(Failure::Retry("the warehouse is on fire".to_owned()))
        });
        let mut system = TestSystem::start(setup, vec![stubborn]).await;
        system.expect_dead_letters();
        system.send(&CancelOrder { order_id: OrderId::new() }).await;
        let db = system.app(Service::Sales).db().clone();
        #[derive(sea_orm::FromQueryResult)]
        struct Row {
            state: i64,
            error: Option<String>,
        }
        let eventually = async |holds: fn(&Row) -> bool| {
            let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
            loop {
                let row: Option<Row> = db.one("SELECT state, error FROM inbox", vec![]).await.expect("answers");
                match row {
                    Some(row) if holds(&row) => return row.error.unwrap_or_default(),
                    _ => assert!(std::time::Instant::now() < deadline, "it does not come"),
                }
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        };
        eventually(|row| row.error.is_some()).await;
        // As if it had been tried for a day.
        let later = "UPDATE inbox SET attempts = 11, due_at = 0 WHERE state = 0";
        db.write(move |tx: Tx| async move { tx.exec(later, vec![]).await }).await.expect("answers");
        let error = eventually(|row| row.state == 2).await;
        assert!(error.contains("every attempt") && error.ends_with("the warehouse is on fire"), "{error}");
    }
);
