use super::*;
use chassis::testing::both;
use chrono::TimeDelta;

async fn refresh(system: &TestSystem, token: &str) -> Answer {
    system.http("POST", "/api/identity/sessions/refresh", None, Some(json!({"refresh_token": token}))).await
}

/// The refresh token of a new session.
async fn session(system: &TestSystem) -> String {
    let phone = phone();
    registered(system, shop(&phone)).await;
    text(&sign_in(system, &phone, PASSWORD).await, "refresh_token").to_owned()
}

async fn next(system: &TestSystem, token: &str) -> String {
    let answer = refresh(system, token).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    text(&answer, "refresh_token").to_owned()
}

both!(
    async fn lost_answers_sign_nobody_out_and_an_old_token_ends_the_session(setup: Setup) {
        let system = start(setup).await;
        let first = session(&system).await;
        let lost = next(&system, &first).await;
        let second = next(&system, &first).await;
        assert_ne!(lost, second);
        let third = next(&system, &second).await;
        let again = next(&system, &second).await;
        assert_ne!(third, again);
        let me = refresh(&system, &again).await;
        assert_eq!(me.status, 200);
        let answer = system.http("GET", "/api/identity/me", Some(text(&me, "access_token")), None).await;
        assert_eq!((answer.status, &answer.json), (200, &me.json["user"]));
        // `again` is used last now, so the ones before are old. A copy of one ends the session for everybody.
        let reuse = refresh(&system, &second).await;
        assert_eq!((reuse.status, text(&reuse, "code")), (401, "session_ended"));
        for token in [text(&me, "refresh_token"), &again, &first] {
            assert_eq!(refresh(&system, token).await.status, 401);
        }
    }
);

both!(
    async fn a_successor_that_was_not_taken_is_old_too(setup: Setup) {
        let system = start(setup).await;
        let first = session(&system).await;
        let (thiefs, owners) = (next(&system, &first).await, next(&system, &first).await);
        next(&system, &owners).await;
        assert_eq!(refresh(&system, &thiefs).await.status, 401);
        assert_eq!(refresh(&system, &owners).await.status, 401, "the session is over");
    }
);

both!(
    async fn parallel_refreshes_of_one_token_all_succeed(setup: Setup) {
        let system = start(setup).await;
        let token = session(&system).await;
        let answers = futures::future::join_all((0..8).map(|_| refresh(&system, &token))).await;
        assert!(answers.iter().all(|answer| answer.status == 200));
        next(&system, text(&answers[3], "refresh_token")).await;
    }
);

both!(
    async fn forged_and_expired_tokens_are_refused(setup: Setup) {
        let system = start(setup).await;
        let token = session(&system).await;
        let mut forged = token.clone().into_bytes();
        forged[40] = if forged[40] == b'A' { b'B' } else { b'A' };
        let forged = String::from_utf8(forged).expect("text");
        for bad in ["", "nonsense", &forged] {
            assert_eq!(refresh(&system, bad).await.status, 401, "{bad}");
        }
        let used = next(&system, &token).await;
        system.advance(TimeDelta::days(59));
        let kept = next(&system, &used).await;
        system.advance(TimeDelta::days(59));
        let kept = next(&system, &kept).await;
        system.advance(TimeDelta::days(61));
        assert_eq!(refresh(&system, &kept).await.status, 401);
    }
);

both!(
    async fn each_browser_application_refreshes_by_its_cookie(setup: Setup) {
        let system = start(setup).await;
        let email = "todo@storeflow.test";
        user(&system, json!({"email": email, "password": PASSWORD, "name": "T", "roles": ["admin", "seller"]})).await;
        let sign_in = async |app: &str| {
            let body = json!({"login": email, "password": PASSWORD, "app": app});
            let answer = system.http("POST", "/api/identity/sessions", None, Some(body)).await;
            assert_eq!(answer.status, 201, "{}", answer.text);
            let cookie =
                answer.headers["set-cookie"].to_str().expect("text").split(';').next().expect("a pair").to_owned();
            (cookie, text(&answer, "access_token").to_owned())
        };
        let refresh = async |cookies: &str, body: Option<Value>| {
            system.http_with("POST", "/api/identity/sessions/refresh", None, body, &[("cookie", cookies)]).await
        };
        let (console, access) = sign_in("console").await;
        let (seller, _) = sign_in("seller").await;
        let alone = refresh(&console, None).await;
        assert_eq!(alone.status, 200, "{}", alone.text);
        assert!(alone.json.get("refresh_token").is_none());
        assert!(alone.headers["set-cookie"].to_str().expect("text").starts_with("sf_console="));
        let both = format!("{console}; {seller}");
        let which = refresh(&both, None).await;
        assert_eq!((which.status, text(&which, "code")), (422, "app_needed"));
        assert_eq!(refresh(&both, Some(json!({"app": "seller"}))).await.status, 200);
        assert_eq!(refresh("", None).await.status, 401);
        assert_eq!(refresh(&seller, Some(json!({"app": "driver"}))).await.status, 401);

        let out = system.http("DELETE", "/api/identity/sessions/current", Some(&access), None).await;
        assert_eq!(out.status, 204);
        let gone = out.headers["set-cookie"].to_str().expect("text");
        assert!(gone.starts_with("sf_console=;") && gone.contains("Max-Age=0"), "{gone}");
        // Again: it has ended already, or every process has heard by now that its access token is no good.
        let again = system.http("DELETE", "/api/identity/sessions/current", Some(&access), None).await;
        assert!(again.status == 204 || text(&again, "code") == "token_revoked", "{}", again.text);
        let ended = refresh(&console, None).await;
        assert_eq!(ended.status, 401);
        assert!(ended.headers["set-cookie"].to_str().expect("text").contains("Max-Age=0"));
        assert_eq!(refresh(&seller, Some(json!({"app": "seller"}))).await.status, 200, "the other application goes on");
        assert_eq!(system.http("DELETE", "/api/identity/sessions/current", None, None).await.status, 401);
    }
);

both!(
    async fn blocking_and_a_new_password_end_all_sessions_and_roles_are_read_anew(setup: Setup) {
        let system = start(setup).await;
        let admin = system.token_for(Role::Admin);
        let email = "wilmer@storeflow.test";
        let made =
            user(&system, json!({"email": email, "password": PASSWORD, "name": "W", "roles": ["warehouse"]})).await;
        let path = format!("/api/identity/users/{}", id_of(&made));
        let patch = async |version: i64, body: Value| {
            let seen = format!("\"{version}\"");
            let answer = system.http_with("PATCH", &path, Some(&admin), Some(body), &[("if-match", &seen)]).await;
            assert_eq!((answer.status, answer.json["version"].as_i64()), (200, Some(version + 1)), "{}", answer.text);
        };
        let token = text(&sign_in(&system, email, PASSWORD).await, "refresh_token").to_owned();
        patch(1, json!({"roles": ["warehouse", "purchasing"]})).await;
        let refreshed = refresh(&system, &token).await;
        assert_eq!(refreshed.json["user"]["roles"], json!(["purchasing", "warehouse"]));
        patch(2, json!({"password": "another password"})).await;
        assert_eq!(refresh(&system, text(&refreshed, "refresh_token")).await.status, 401);
        assert_eq!(sign_in(&system, email, PASSWORD).await.status, 401);
        let token = text(&sign_in(&system, email, "another password").await, "refresh_token").to_owned();
        patch(3, json!({"status": "blocked"})).await;
        assert_eq!(refresh(&system, &token).await.status, 401);
        patch(4, json!({"status": "active"})).await;
        assert_eq!(refresh(&system, &token).await.status, 401);
        assert_eq!(sign_in(&system, email, "another password").await.status, 201);
    }
);
