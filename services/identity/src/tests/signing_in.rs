use super::*;
use crate::throttle::PER_LOGIN;
use chassis::testing::both;
use chrono::TimeDelta;
use futures::future::join_all;

both!(
    async fn by_address_or_phone_however_they_are_written(setup: Setup) {
        let system = start(setup).await;
        let phone = phone();
        let mut body = shop(&phone);
        body["email"] = json!("Martha@Tienda.co");
        let customer = registered(&system, body).await;
        let spaced = format!("{} {} {}", &phone[..3], &phone[3..6], &phone[6..]);
        for login in ["martha@tienda.co", " MARTHA@tienda.CO ", &phone, &spaced, &phone[1..], &phone[3..]] {
            let answer = sign_in(&system, login, PASSWORD).await;
            assert_eq!(answer.status, 201, "{login}: {}", answer.text);
            assert_eq!((text(&answer, "token_type"), answer.json["expires_in"].as_i64()), ("Bearer", Some(600)));
            let user = &answer.json["user"];
            assert_eq!((&user["roles"], &user["customer_id"]), (&json!(["customer"]), &customer["id"]));
            assert!(answer.json["refresh_token"].as_str().is_some_and(|token| token.len() > 43));
            assert!(!answer.headers.contains_key("set-cookie"));
            assert_eq!(answer.headers["cache-control"], "no-store");
        }
        let by_email = json!({"email": "martha@tienda.co", "password": PASSWORD});
        assert_eq!(system.http("POST", "/api/identity/sessions", None, Some(by_email)).await.status, 201);
        let token = sign_in(&system, &phone, PASSWORD).await;
        let me = system.http("GET", "/api/identity/me", Some(text(&token, "access_token")), None).await;
        assert_eq!((me.status, &me.json), (200, &token.json["user"]));
    }
);

both!(
    async fn a_browser_application_gets_its_own_cookie(setup: Setup) {
        let system = start(setup).await;
        let phone = phone();
        registered(&system, shop(&phone)).await;
        let body = json!({"login": phone, "password": PASSWORD, "app": "customer"});
        let from = [("host", "tienda.co"), ("x-forwarded-proto", "https")];
        let answer = system.http_with("POST", "/api/identity/sessions", None, Some(body.clone()), &from).await;
        assert_eq!(answer.status, 201);
        assert!(answer.json.get("refresh_token").is_none());
        let cookie = answer.headers["set-cookie"].to_str().expect("text");
        assert!(cookie.starts_with("sf_customer="), "{cookie}");
        for part in
            ["; HttpOnly", "; Secure", "; SameSite=Strict", "; Path=/api/identity/sessions", "; Max-Age=5184000"]
        {
            assert!(cookie.contains(part), "{cookie} lacks {part}");
        }
        let local = [("host", "localhost:8080")];
        let answer = system.http_with("POST", "/api/identity/sessions", None, Some(body.clone()), &local).await;
        assert!(!answer.headers["set-cookie"].to_str().expect("text").contains("Secure"));
        let mut unknown = body;
        unknown["app"] = json!("toaster");
        let answer = system.http("POST", "/api/identity/sessions", None, Some(unknown)).await;
        assert_eq!((answer.status, pointers(&answer)), (422, vec!["/app"]));
    }
);

both!(
    async fn the_answer_never_tells_which_part_was_wrong(setup: Setup) {
        let gate = Gate::new(&config());
        let system = start_with(setup, vec![crate::with_gate(&gate)]).await;
        let phone = phone();
        registered(&system, shop(&phone)).await;
        let blocked =
            user(&system, json!({"email": "b@storeflow.test", "password": PASSWORD, "name": "B", "roles": ["driver"]}));
        let blocked = blocked.await;
        let path = format!("/api/identity/users/{}", id_of(&blocked));
        let admin = system.token_for(Role::Admin);
        let block = Some(json!({"status": "blocked"}));
        assert_eq!(system.http_with("PATCH", &path, Some(&admin), block, &[("if-match", "\"1\"")]).await.status, 200);

        let refused = async |login: &str, password: &str| {
            let before = gate.passwords.verified();
            let answer = sign_in(&system, login, password).await;
            // Each costs one verification, which is nearly all of its time. (Counted, not timed: the machine is noisy.)
            assert_eq!(gate.passwords.verified(), before + 1, "{login}");
            assert_eq!((answer.status, text(&answer, "code")), (401, "bad_credentials"));
            assert_eq!(answer.headers["www-authenticate"], "Bearer");
            let mut said = answer.json;
            said["trace_id"] = Value::Null;
            said
        };
        let said = refused(&phone, "wrong password").await;
        for login in ["nobody@storeflow.test", "+573999999999", "nonsense", "b@storeflow.test"] {
            assert_eq!(refused(login, PASSWORD).await, said, "{login}");
        }
        for body in [json!({"password": "x"}), json!({"login": "", "password": "x"}), json!({"login": "a"}), json!([])]
        {
            assert_eq!(system.http("POST", "/api/identity/sessions", None, Some(body)).await.status, 422);
        }
    }
);

both!(
    async fn guessing_is_throttled_and_does_not_lock_the_owner_out(setup: Setup) {
        let system = start(setup).await;
        let phone = phone();
        registered(&system, shop(&phone)).await;
        let (home, away) = ("10.0.0.1", "10.0.0.2");
        assert_eq!(sign_in_from(&system, home, &phone, PASSWORD).await.status, 201);
        for _ in 0..PER_LOGIN {
            assert_eq!(sign_in_from(&system, away, &phone, "guess").await.status, 401);
        }
        for (address, password) in [(away, "guess"), (away, PASSWORD), ("10.0.0.3", PASSWORD)] {
            let answer = sign_in_from(&system, address, &phone, password).await;
            assert_eq!((answer.status, text(&answer, "code")), (429, "too_many_attempts"), "{address}");
            let wait: i64 = answer.headers["retry-after"].to_str().expect("text").parse().expect("seconds");
            assert!((1..=900).contains(&wait), "{wait}");
        }
        // Where it was signed in before, the owner is not affected. There too, guessing ends.
        assert_eq!(sign_in_from(&system, home, &phone, "typing error").await.status, 401);
        assert_eq!(sign_in_from(&system, home, &phone, PASSWORD).await.status, 201);
        // That says nothing about the strangers.
        assert_eq!(sign_in_from(&system, away, &phone, PASSWORD).await.status, 429);
        for _ in 0..PER_LOGIN {
            assert_eq!(sign_in_from(&system, home, &phone, "guess").await.status, 401);
        }
        assert_eq!(sign_in_from(&system, home, &phone, PASSWORD).await.status, 429);
        system.advance(TimeDelta::minutes(15));
        assert_eq!(sign_in_from(&system, home, &phone, PASSWORD).await.status, 201);
    }
);

both!(
    async fn a_burst_of_guesses_is_not_looked_at(setup: Setup) {
        let system = start(setup).await;
        let phone = phone();
        registered(&system, shop(&phone)).await;
        let answers = join_all((0..30).map(|_| sign_in(&system, &phone, "guess"))).await;
        let looked_at = answers.iter().filter(|answer| answer.status == 401).count();
        let desks = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let most = usize::try_from(PER_LOGIN).expect("small") + desks;
        assert!((10..=most).contains(&looked_at), "{looked_at} of 30 guesses were looked at");
        assert_eq!(answers.iter().filter(|answer| answer.status == 429).count(), 30 - looked_at);
        // Nobody else is affected, and many good sign-ins at once are fine.
        let other = super::phone();
        registered(&system, shop(&other)).await;
        let answers = join_all((0..15).map(|_| sign_in(&system, &other, PASSWORD))).await;
        assert!(answers.iter().all(|answer| answer.status == 201));
    }
);
