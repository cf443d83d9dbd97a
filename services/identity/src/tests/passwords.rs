use super::smtp::{SmtpServer, decoded, token_in};
use super::*;
use crate::send_mails;
use crate::store::mails::KeptMail;
use chassis::testing::both;
use chrono::TimeDelta;
use contracts::Service;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const RESETS: &str = "/api/identity/password-resets";

/// Identity whose mails leave by `url`.
async fn mailing(setup: Setup, url: &str) -> (TestSystem, Arc<Gate>) {
    let mailer = Mailer::new(url, "StoreFlow <no-reply@storeflow.test>", "https://tienda.test/").expect("a mailer");
    let gate = Gate::new(&IdentityConfig { mailer, ..config() });
    (start_with(setup, vec![crate::with_gate(&gate)]).await, gate)
}

fn folder() -> PathBuf {
    std::env::temp_dir().join(format!("storeflow-mail-{}", uuid::Uuid::now_v7().simple()))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "eml"));
    files.sort();
    files
}

async fn ask(system: &TestSystem, login: &str, lang: &str) -> Answer {
    let headers = [("accept-language", lang), ("idempotency-key", "always the same")];
    system.http_with("POST", RESETS, None, Some(json!({"login": login})), &headers).await
}

async fn confirm(system: &TestSystem, token: &str, password: &str) -> Answer {
    let body = json!({"token": token, "password": password});
    system.http("POST", &format!("{RESETS}/confirm"), None, Some(body)).await
}

both!(
    async fn a_forgotten_password_is_chosen_anew_by_mail(setup: Setup) {
        let folder = folder();
        let (system, _) = mailing(setup, &format!("file://{}", folder.display())).await;
        let phone = phone();
        let mut body = shop(&phone);
        body["email"] = json!("Ana@Tienda.co");
        registered(&system, body).await;
        let signed_in = sign_in(&system, &phone, PASSWORD).await;
        let known = ask(&system, &phone[3..], "es-CO").await;
        let unknown = ask(&system, "nobody@tienda.co", "es").await;
        assert_eq!((known.status, known.json.clone()), (202, json!({"valid_minutes": 30})));
        assert_eq!((unknown.status, unknown.json), (known.status, known.json));
        eventually("a mail in the folder", async || files(&folder).len() == 1).await;
        let mail = std::fs::read_to_string(&files(&folder)[0]).expect("a mail");
        assert!(mail.contains("To: Ana@Tienda.co") && mail.contains("From: StoreFlow <no-reply@storeflow.test>"));
        let words = decoded(&mail);
        assert!(
            words.contains("Elíjala aquí") && words.contains("https://tienda.test/customer/reset-password#token="),
            "{words}"
        );
        assert!(mail.contains("text/plain") && mail.contains("text/html"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&files(&folder)[0]).expect("there").permissions().mode();
            assert_eq!(mode & 0o077, 0, "only its owner reads it");
        }

        let token = token_in(&mail);
        let short = confirm(&system, &token, "short").await;
        assert_eq!((short.status, pointers(&short)), (422, vec!["/password"]));
        let both_at_once = futures::future::join_all([
            confirm(&system, &token, "the first choice"),
            confirm(&system, &token, "the other choice"),
        ])
        .await;
        let mut statuses: Vec<u16> = both_at_once.iter().map(|answer| answer.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 422], "it works once");
        let again = confirm(&system, &token, "a third choice").await;
        assert_eq!(
            (again.status, text(&again, "code"), pointers(&again)),
            (422, "reset_token_invalid", vec!["/token"])
        );
        for bad in ["", "nonsense", &"x".repeat(5_000)] {
            assert_eq!(confirm(&system, bad, "a third choice").await.status, 422);
        }

        revoked(&system, text(&signed_in, "access_token")).await;
        let body = json!({"refresh_token": text(&signed_in, "refresh_token")});
        assert_eq!(system.http("POST", "/api/identity/sessions/refresh", None, Some(body)).await.status, 401);
        assert_eq!(sign_in(&system, &phone, PASSWORD).await.status, 401);
        let chosen = if both_at_once[0].status == 204 { "the first choice" } else { "the other choice" };
        assert_eq!(sign_in(&system, "ana@tienda.co", chosen).await.status, 201);
        eventually("told that it changed", async || files(&folder).len() == 2).await;
        let audited = audited(&system).await;
        let what: Vec<&str> = audited.iter().map(|(what, _)| what.as_str()).collect();
        assert!(what.contains(&"password_reset_requested") && what.contains(&"password_reset"), "{what:?}");
        assert!(!audited.iter().any(|(_, item)| item.to_string().contains(&token)));
        let _ = std::fs::remove_dir_all(folder);
    }
);

both!(
    async fn a_link_ends_after_half_an_hour_and_with_the_password(setup: Setup) {
        let folder = folder();
        let (system, _) = mailing(setup, &format!("file://{}", folder.display())).await;
        let body = json!({"email": "w@storeflow.test", "password": PASSWORD, "name": "W", "roles": ["warehouse"]});
        let made = user(&system, body).await;
        let link = async |n: usize| {
            assert_eq!(ask(&system, "w@storeflow.test", "en").await.status, 202);
            eventually("a mail", async || files(&folder).len() == n).await;
            token_in(&std::fs::read_to_string(&files(&folder)[n - 1]).expect("a mail"))
        };
        let late = link(1).await;
        system.advance(TimeDelta::minutes(31));
        assert_eq!(confirm(&system, &late, "another password").await.status, 422);
        let spoilt = link(2).await;
        let admin = system.token_for(Role::Admin);
        let path = format!("/api/identity/users/{}", id_of(&made));
        let change = Some(json!({"password": "given by the boss"}));
        let changed = system.http_with("PATCH", &path, Some(&admin), change, &[("if-match", "\"1\"")]).await;
        assert_eq!(changed.status, 200);
        assert_eq!(confirm(&system, &spoilt, "another password").await.status, 422);
        system.advance(TimeDelta::seconds(1));
        let blocked = link(3).await;
        let change = Some(json!({"status": "blocked"}));
        assert_eq!(system.http_with("PATCH", &path, Some(&admin), change, &[("if-match", "\"2\"")]).await.status, 200);
        assert_eq!(confirm(&system, &blocked, "another password").await.status, 422);
        assert_eq!(ask(&system, "w@storeflow.test", "en").await.status, 202);
        system.advance(TimeDelta::minutes(31));
        assert_eq!(ask(&system, "w@storeflow.test", "en").await.status, 202);
        assert_eq!(files(&folder).len(), 3, "a blocked user gets none");
        let _ = std::fs::remove_dir_all(folder);
    }
);

both!(
    async fn nobody_is_flooded_with_mails(setup: Setup) {
        let folder = folder();
        let (system, gate) = mailing(setup, &format!("file://{}", folder.display())).await;
        let body = json!({"email": "w@storeflow.test", "password": PASSWORD, "name": "W", "roles": ["warehouse"]});
        user(&system, body).await;
        for _ in 0..8 {
            assert_eq!(ask(&system, "w@storeflow.test", "en").await.status, 202);
        }
        let app = system.app(Service::Identity).clone();
        send_mails::run(app.clone(), Arc::clone(&gate)).await.expect("sent");
        eventually("three mails", async || files(&folder).len() == 3).await;
        system.advance(TimeDelta::minutes(15));
        assert_eq!(ask(&system, "w@storeflow.test", "en").await.status, 202);
        eventually("one more", async || files(&folder).len() == 4).await;
        assert_eq!(ask(&system, "", "en").await.status, 422);
        let _ = std::fs::remove_dir_all(folder);
    }
);

both!(
    async fn mails_leave_by_smtp_again_with_pauses_and_are_given_up(setup: Setup) {
        let server = SmtpServer::start().await;
        let (system, gate) = mailing(setup, &server.url).await;
        let app = system.app(Service::Identity).clone();
        for name in ["una", "dos", "tres"] {
            let email = format!("{name}@storeflow.test");
            user(&system, json!({"email": email, "password": PASSWORD, "name": name, "roles": ["driver"]})).await;
        }
        ask(&system, "una@storeflow.test", "en").await;
        eventually("a mail at the server", async || server.received().len() == 1).await;
        let mail = server.received().remove(0);
        assert_eq!(mail.from.split(' ').nth(1), Some("FROM:<no-reply@storeflow.test>"));
        assert_eq!(mail.to, ["RCPT TO:<una@storeflow.test>"]);
        assert!(mail.data.contains("Subject: Choose a new password for StoreFlow"), "{}", mail.data);
        assert_eq!(confirm(&system, &token_in(&mail.data), "another password").await.status, 204);
        eventually("told", async || server.received().len() == 2).await;
        assert!(decoded(&server.received()[1].data).contains("fue cambiada"));

        // Busy at first, then it takes it.
        server.refuse(&["451 try later", "421 busy"]);
        ask(&system, "dos@storeflow.test", "es").await;
        let state = async |kind: &str| {
            let (waiting, all) = mails_of(&system, kind).await;
            (waiting, all.last().map(|mail| mail.tries).unwrap_or_default())
        };
        eventually("refused once", async || state("reset_password").await == (1, 1)).await;
        system.advance(TimeDelta::seconds(6));
        send_mails::run(app.clone(), Arc::clone(&gate)).await.expect("tried");
        eventually("refused twice", async || state("reset_password").await == (1, 2)).await;
        send_mails::run(app.clone(), Arc::clone(&gate)).await.expect("nothing is due");
        assert_eq!(server.received().len(), 2);
        system.advance(TimeDelta::seconds(16));
        send_mails::run(app.clone(), Arc::clone(&gate)).await.expect("sent");
        eventually("taken", async || server.received().len() == 3).await;
        assert!(decoded(&server.received()[2].data).contains("Hola, dos:"));

        // Refused for good: given up at once, and its content is forgotten.
        server.refuse(&["550 no such user"]);
        ask(&system, "tres@storeflow.test", "es").await;
        eventually("given up", async || {
            let (_, all) = mails_of(&system, "reset_password").await;
            all.iter().any(|mail| mail.state == "given_up")
        })
        .await;
        let (waiting, all) = mails_of(&system, "reset_password").await;
        assert_eq!((waiting, all.len()), (0, 3));
        assert!(all.iter().all(|mail| mail.sealed.is_empty() && !mail.sealed.contains("token")));
    }
);

/// How many mails of a kind wait, and all of them, oldest first.
async fn mails_of(system: &TestSystem, kind: &str) -> (usize, Vec<KeptMail>) {
    let all = crate::store::mails::all_of(system.app(Service::Identity).db(), kind).await.expect("mails");
    (all.iter().filter(|mail| mail.state == "waiting").count(), all)
}

both!(
    async fn whoever_is_signed_in_changes_the_password_and_stays_signed_in_only_here(setup: Setup) {
        let system = start(setup).await;
        let phone = phone();
        registered(&system, shop(&phone)).await;
        let here = sign_in(&system, &phone, PASSWORD).await;
        let elsewhere = sign_in(&system, &phone, PASSWORD).await;
        let change = async |current: &str, password: &str| {
            let body = json!({"current": current, "password": password});
            let token = text(&here, "access_token");
            system.http("POST", "/api/identity/me/password", Some(token), Some(body)).await
        };
        let wrong = change("a guess", "another password").await;
        assert_eq!((wrong.status, text(&wrong, "code"), pointers(&wrong)), (422, "wrong_password", vec!["/current"]));
        assert_eq!(pointers(&change(PASSWORD, "short").await), ["/password"]);
        assert_eq!(change(PASSWORD, "another password").await.status, 204);
        revoked(&system, text(&elsewhere, "access_token")).await;
        let me = system.http("GET", "/api/identity/me", Some(text(&here, "access_token")), None).await;
        assert_eq!((me.status, me.json["version"].as_i64()), (200, Some(2)));
        let refresh = async |answer: &Answer| {
            let body = json!({"refresh_token": text(answer, "refresh_token")});
            system.http("POST", "/api/identity/sessions/refresh", None, Some(body)).await.status
        };
        assert_eq!((refresh(&here).await, refresh(&elsewhere).await), (200, 401));
        assert_eq!(sign_in(&system, &phone, PASSWORD).await.status, 401);
        assert_eq!(sign_in(&system, &phone, "another password").await.status, 201);
        // Whoever found an unlocked phone does not guess for long; the lock is audited once.
        for _ in 0..9 {
            change("a guess", "another password").await;
        }
        assert_eq!(change("a guess", "another password").await.status, 422);
        for _ in 0..2 {
            let late = change("another password", "a third password").await;
            assert_eq!((late.status, text(&late, "code")), (429, "too_many_attempts"));
        }
        let audited = audited(&system).await;
        let locks: Vec<_> = audited.iter().filter(|(what, _)| what == "guessing_throttled").collect();
        assert_eq!(locks.len(), 1);
        assert_eq!(locks[0].1["detail"], json!({"counted_by": "user", "failures": 10}));
    }
);

both!(
    async fn a_supplier_gets_the_mail_that_another_service_asks_for_once(setup: Setup) {
        use contracts::PurchaseOrderId;
        use contracts::identity::{AboutPurchaseOrder, Letter, SendMail};
        let folder = folder();
        let (system, gate) = mailing(setup, &format!("file://{}", folder.display())).await;
        let about = AboutPurchaseOrder {
            id: PurchaseOrderId::new(),
            number: "P10000004".to_owned(),
            expected_on: "2026-12-03".parse().expect("day"),
            products: 2,
        };
        let command = SendMail {
            id: uuid::Uuid::now_v7(),
            address: "ventas@molinos.example".to_owned(),
            name: "Molinos del Sur S.A.".to_owned(),
            lang: "es".to_owned(),
            letter: Letter::PurchaseOrderSent(about.clone()),
        };
        for _ in 0..3 {
            system.send(&command).await;
        }
        system.settle().await;
        send_mails::run(system.app(Service::Identity).clone(), Arc::clone(&gate)).await.expect("a run");
        eventually("the mail has left", async || {
            let (_, all) = mails_of(&system, "purchase_order_sent").await;
            all.iter().all(|mail| mail.state == "sent")
        })
        .await;
        let (_, all) = mails_of(&system, "purchase_order_sent").await;
        assert_eq!((all.len(), files(&folder).len()), (1, 1));
        let mail = std::fs::read_to_string(&files(&folder)[0]).expect("a mail");
        let words = decoded(&mail);
        assert!(mail.contains("ventas@molinos.example") && words.contains("03/12/2026"), "{mail}");
        assert!(words.contains(&format!("https://tienda.test/purchase-orders/{}", about.id)), "{words}");
    }
);
