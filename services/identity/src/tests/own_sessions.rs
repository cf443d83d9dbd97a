use super::*;
use chassis::testing::both;
use chrono::TimeDelta;

const PATH: &str = "/api/identity/sessions";

/// Signs in with a browser application, from somewhere; answers access token and cookie.
async fn sign_in_with(system: &TestSystem, login: &str, app: &str, agent: &str) -> (String, String) {
    let body = json!({"login": login, "password": PASSWORD, "app": app});
    let from = [("user-agent", agent), ("x-forwarded-for", "10.1.2.3")];
    let answer = system.http_with("POST", PATH, None, Some(body), &from).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let cookie = answer.headers["set-cookie"].to_str().expect("text").split(';').next().expect("a pair").to_owned();
    (text(&answer, "access_token").to_owned(), cookie)
}

async fn listed(system: &TestSystem, token: &str) -> Vec<Value> {
    let answer = system.http("GET", PATH, Some(token), None).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json["items"].as_array().expect("items").clone()
}

both!(
    async fn a_person_sees_and_ends_their_own_sessions(setup: Setup) {
        let system = start(setup).await;
        let (mine, others) = (phone(), phone());
        registered(&system, shop(&mine)).await;
        registered(&system, shop(&others)).await;
        let (phone_token, _) = sign_in_with(&system, &mine, "customer", "Old phone").await;
        let (laptop, cookie) = sign_in_with(&system, &mine, "customer", "Laptop").await;
        let (stranger, _) = sign_in_with(&system, &others, "customer", "Elsewhere").await;
        let sessions = listed(&system, &laptop).await;
        assert_eq!(sessions.len(), 2);
        assert_eq!((&sessions[0]["user_agent"], &sessions[0]["current"]), (&json!("Laptop"), &json!(true)));
        assert_eq!((&sessions[1]["user_agent"], &sessions[1]["current"]), (&json!("Old phone"), &json!(false)));
        assert_eq!((&sessions[1]["app"], &sessions[1]["address"]), (&json!("customer"), &json!("10.1.2.3")));
        assert!(sessions[1].get("tag_key").is_none());
        // Its next use is noted.
        system.advance(TimeDelta::minutes(2));
        let refresh = format!("{PATH}/refresh");
        let used = [("cookie", cookie.as_str()), ("x-forwarded-for", "10.9.9.9"), ("user-agent", "Laptop 2")];
        assert_eq!(system.http_with("POST", &refresh, None, None, &used).await.status, 200);
        let now = listed(&system, &laptop).await;
        assert_eq!((&now[0]["address"], &now[0]["user_agent"]), (&json!("10.9.9.9"), &json!("Laptop 2")));
        assert!(now[0]["last_used_at"].as_str() > now[0]["created_at"].as_str());

        let lost = format!("{PATH}/{}", id_of(&sessions[1]));
        assert_eq!(system.http("DELETE", &lost, Some(&stranger), None).await.status, 404);
        assert_eq!(system.http("DELETE", &lost, Some(&laptop), None).await.status, 204);
        assert_eq!(system.http("DELETE", &lost, Some(&laptop), None).await.status, 204, "again");
        revoked(&system, &phone_token).await;
        assert_eq!(listed(&system, &laptop).await.len(), 1);
        assert_eq!(listed(&system, &stranger).await.len(), 1);
        for path in [format!("{PATH}/nonsense"), format!("{PATH}/{}", contracts::SessionId::new())] {
            assert_eq!(system.http("DELETE", &path, Some(&laptop), None).await.status, 404);
        }
        let what: Vec<String> = audited(&system).await.into_iter().map(|(what, _)| what).collect();
        assert_eq!(what.iter().filter(|what| *what == "session_ended").count(), 1);
    }
);

both!(
    async fn signing_out_everywhere_ends_every_session_and_every_access_token(setup: Setup) {
        let system = start(setup).await;
        let email = "todo@storeflow.test";
        user(&system, json!({"email": email, "password": PASSWORD, "name": "T", "roles": ["admin", "seller"]})).await;
        let (console, console_cookie) = sign_in_with(&system, email, "console", "PC").await;
        let (seller, seller_cookie) = sign_in_with(&system, email, "seller", "Phone").await;
        let many: Vec<String> = {
            let sign_ins = (0..25).map(|_| sign_in(&system, email, PASSWORD));
            let answers = futures::future::join_all(sign_ins).await;
            answers.iter().map(|answer| text(answer, "access_token").to_owned()).collect()
        };
        let cookies = format!("{console_cookie}; {seller_cookie}");
        let out = system.http_with("DELETE", PATH, Some(&console), None, &[("cookie", &cookies)]).await;
        assert_eq!(out.status, 204);
        let gone: Vec<_> =
            out.headers.get_all("set-cookie").iter().map(|value| value.to_str().expect("text")).collect();
        assert_eq!(gone.len(), 2);
        assert!(gone.iter().all(|cookie| cookie.contains("=;") && cookie.contains("Max-Age=0")), "{gone:?}");
        for token in [&console, &seller, &many[0], &many[24]] {
            revoked(&system, token).await;
        }
        for cookie in [console_cookie, seller_cookie] {
            let answer = system.http_with("POST", &format!("{PATH}/refresh"), None, None, &[("cookie", &cookie)]).await;
            assert_eq!(answer.status, 401);
        }
        // Whoever knows the password comes back. (Access tokens count whole seconds.)
        system.advance(TimeDelta::seconds(2));
        let again = sign_in(&system, email, PASSWORD).await;
        assert_eq!(listed(&system, text(&again, "access_token")).await.len(), 1);
        let audited = audited(&system).await;
        let everywhere = audited.iter().find(|(what, _)| what == "signed_out_everywhere").expect("audited");
        assert_eq!(everywhere.1["detail"]["sessions"], 27);
    }
);

both!(
    async fn signing_out_and_blocking_are_known_everywhere_at_once(setup: Setup) {
        let system = start(setup).await;
        let admin = system.token_for(Role::Admin);
        let body = json!({"email": "w@storeflow.test", "password": PASSWORD, "name": "W", "roles": ["warehouse"]});
        let made = user(&system, body).await;
        let path = format!("/api/identity/users/{}", id_of(&made));
        let patch = async |version: i64, body: Value| {
            let seen = format!("\"{version}\"");
            let answer = system.http_with("PATCH", &path, Some(&admin), Some(body), &[("if-match", &seen)]).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
        };
        let signed_in = async || {
            system.advance(TimeDelta::seconds(2));
            let answer = sign_in(&system, "w@storeflow.test", PASSWORD).await;
            assert_eq!(answer.status, 201, "{}", answer.text);
            answer
        };
        let (one, other) = (signed_in().await, signed_in().await);
        let out = format!("{PATH}/current");
        assert_eq!(system.http("DELETE", &out, Some(text(&one, "access_token")), None).await.status, 204);
        revoked(&system, text(&one, "access_token")).await;
        let me = async |token: &str| system.http("GET", "/api/identity/me", Some(token), None).await.status;
        assert_eq!(me(text(&other, "access_token")).await, 200);

        // Other roles: the session goes on, its old access token does not.
        patch(1, json!({"name": "Wilmer"})).await;
        assert_eq!(me(text(&other, "access_token")).await, 200, "a name gives no rights");
        patch(2, json!({"roles": ["purchasing"]})).await;
        revoked(&system, text(&other, "access_token")).await;
        system.advance(TimeDelta::seconds(2));
        let body = json!({"refresh_token": text(&other, "refresh_token")});
        let refreshed = system.http("POST", &format!("{PATH}/refresh"), None, Some(body)).await;
        assert_eq!((refreshed.status, me(text(&refreshed, "access_token")).await), (200, 200));

        patch(3, json!({"status": "blocked"})).await;
        revoked(&system, text(&refreshed, "access_token")).await;
        patch(4, json!({"status": "active"})).await;
        let again = signed_in().await;
        patch(5, json!({"password": "another password"})).await;
        revoked(&system, text(&again, "access_token")).await;
    }
);
