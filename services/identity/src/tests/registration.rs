use super::*;
use chassis::testing::both;
use contracts::CustomerId;
use contracts::identity::{CustomerStatus, CustomersChanged};
use futures::future::join_all;

both!(
    async fn a_shop_registers_itself_and_the_others_are_told(setup: Setup) {
        let system = start(setup).await;
        let phone = phone();
        let mut body = shop(&format!(" {} {} ", &phone[..6], &phone[6..]));
        body["email"] = json!("Ana@Tienda.co");
        body["city"] = json!("Bogotá");
        body["location"] = json!({"lat": 4.71, "lon": -74.05});
        let answer = system.http("POST", "/api/identity/customers", None, Some(body)).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let customer = &answer.json;
        assert_eq!(customer["status"], "pending");
        assert_eq!(customer["phone"], phone.as_str());
        assert_eq!(customer["version"], 1);
        assert!(customer.get("password").is_none() && !answer.text.contains(PASSWORD));
        let path = format!("/api/identity/customers/{}", id_of(customer));
        assert_eq!(answer.headers["location"], path.as_str());
        assert_eq!(answer.headers["etag"], "\"1\"");
        system.settle().await;
        let told = system.sent::<CustomersChanged>();
        assert_eq!(told.len(), 1);
        let state = &told[0].items[0];
        assert_eq!((state.id.to_string().as_str(), state.version), (id_of(customer), 1));
        assert_eq!((state.status, state.city.as_deref()), (CustomerStatus::Pending, Some("Bogotá")));

        let signed_in = sign_in(&system, "ana@tienda.co", PASSWORD).await;
        assert_eq!(signed_in.status, 201, "{}", signed_in.text);
        assert_eq!(signed_in.json["user"]["customer_id"], customer["id"]);
        let own = system.http("GET", &path, Some(text(&signed_in, "access_token")), None).await;
        assert_eq!((own.status, own.headers["etag"].to_str().ok()), (200, Some("\"1\"")));
    }
);

both!(
    async fn one_of_twenty_registrations_with_one_phone_succeeds(setup: Setup) {
        let system = start(setup).await;
        let phone = phone();
        let tries = (0..20).map(|_| system.http("POST", "/api/identity/customers", None, Some(shop(&phone))));
        let answers = join_all(tries).await;
        let count = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
        assert_eq!((count(201), count(409)), (1, 19));
        assert!(
            answers.iter().filter(|answer| answer.status == 409).all(|answer| answer.json["code"] == "phone_taken")
        );
        system.settle().await;
        assert_eq!(system.sent::<CustomersChanged>().len(), 1);
    }
);

both!(
    async fn an_address_is_taken_without_case_and_a_phone_by_users_too(setup: Setup) {
        let system = start(setup).await;
        let mut first = shop(&phone());
        first["email"] = json!("Uno@Tienda.co");
        registered(&system, first).await;
        let mut second = shop(&phone());
        second["email"] = json!("uno@TIENDA.co");
        let answer = system.http("POST", "/api/identity/customers", None, Some(second.clone())).await;
        assert_eq!((answer.status, text(&answer, "code")), (409, "email_taken"));
        assert_eq!(pointers(&answer), ["/email"]);
        // Nothing was stored: the same phone with another address goes through.
        second["email"] = json!("dos@tienda.co");
        registered(&system, second).await;

        let staff = phone();
        user(&system, json!({"phone": staff, "password": PASSWORD, "name": "Wilmer", "roles": ["warehouse"]})).await;
        let answer = system.http("POST", "/api/identity/customers", None, Some(shop(&staff))).await;
        assert_eq!((answer.status, text(&answer, "code")), (409, "phone_taken"));
        let nobody = system.http("GET", "/api/identity/customers", Some(&system.token_for(Role::Admin)), None).await;
        assert_eq!(
            nobody.json["items"].as_array().map(Vec::len),
            Some(2),
            "the shop of the taken phone was rolled back"
        );
    }
);

both!(
    async fn the_same_id_registers_once(setup: Setup) {
        let system = start(setup).await;
        let mut body = shop(&phone());
        body["id"] = json!(CustomerId::new());
        let tries = (0..10).map(|_| system.http("POST", "/api/identity/customers", None, Some(body.clone())));
        let answers = join_all(tries).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
        assert!(answers.iter().all(|answer| [200, 201].contains(&answer.status) && answer.json["id"] == body["id"]));
        body["address"] = json!("Otra calle");
        let other = system.http("POST", "/api/identity/customers", None, Some(body)).await;
        assert_eq!((other.status, text(&other, "code")), (409, "id_taken"));

        let body = shop(&phone());
        let key = [("idempotency-key", "k1")];
        let first = system.http_with("POST", "/api/identity/customers", None, Some(body.clone()), &key).await;
        let again = system.http_with("POST", "/api/identity/customers", None, Some(body), &key).await;
        assert_eq!((first.status, again.status, &first.json), (201, 201, &again.json));
        assert_eq!(again.headers["idempotent-replayed"], "true");
    }
);

both!(
    async fn a_seller_captures_a_shop_that_cannot_sign_in_yet(setup: Setup) {
        let system = start(setup).await;
        let (maria, token) = seller(&system, "maria@storeflow.test").await;
        let phone = phone();
        let mut body = shop(&phone);
        body.as_object_mut().expect("an object").remove("password");
        let answer = system.http("POST", "/api/identity/customers", Some(&token), Some(body.clone())).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        assert_eq!((answer.json["status"].as_str(), id_of(&answer.json).len()), (Some("pending"), 36));
        assert_eq!(answer.json["seller_id"], json!(maria.user_id));
        assert_eq!(sign_in(&system, &phone, PASSWORD).await.status, 401);
        // Its phone is taken for self-registration: the office adds a user to the shop instead.
        let itself = system.http("POST", "/api/identity/customers", None, Some(shop(&phone))).await;
        assert_eq!((itself.status, text(&itself, "code")), (409, "phone_taken"));
        let owner = json!({"phone": phone, "password": PASSWORD, "name": "Rosalba", "roles": ["customer"],
        "customer_id": answer.json["id"]});
        user(&system, owner).await;
        assert_eq!(sign_in(&system, &phone, PASSWORD).await.json["user"]["customer_id"], answer.json["id"]);

        body["phone"] = json!(super::phone());
        let manager = system.token_for(Role::SalesManager);
        let office = system.http("POST", "/api/identity/customers", Some(&manager), Some(body.clone())).await;
        assert_eq!((office.status, &office.json["seller_id"]), (201, &Value::Null));
        // Others capture nothing: they register like anyone, with a password.
        body["phone"] = json!(super::phone());
        let driver =
            system.http("POST", "/api/identity/customers", Some(&system.token_for(Role::Driver)), Some(body)).await;
        assert_eq!((driver.status, pointers(&driver)), (422, vec!["/password"]));
    }
);

both!(
    async fn bad_input_is_refused_with_its_place(setup: Setup) {
        let system = start(setup).await;
        let post = async |body: Value| system.http("POST", "/api/identity/customers", None, Some(body)).await;
        let mut headers = axum::http::HeaderMap::new();
        headers.insert("content-type", "application/json".parse().expect("a header"));
        let malformed = system.http_raw("POST", "/api/identity/customers", headers, "{\"phone\":".to_owned()).await;
        assert_eq!(malformed.status, 400);
        for (member, value) in [
            ("business_name", json!("")),
            ("business_name", json!("x".repeat(121))),
            ("business_name", json!(7)),
            ("phone", json!("3104827316")),
            ("phone", json!("+57 31o 482 7316")),
            ("password", json!("short")),
            ("password", json!("x".repeat(129))),
            ("password", json!(null)),
            ("address", json!("  ")),
            ("address", json!("bell \u{7}")),
            ("email", json!("not an address")),
            ("location", json!({"lat": 91.0, "lon": 0.0})),
            ("id", json!("not a uuid")),
        ] {
            let mut body = shop(&phone());
            body[member] = value.clone();
            let answer = post(body).await;
            assert_eq!(answer.status, 422, "{member} {value}: {}", answer.text);
            assert!(pointers(&answer)[0].starts_with(&format!("/{member}")), "{member} {value}: {}", answer.text);
        }
        let mut several = shop("nonsense");
        several["email"] = json!("nonsense");
        several["password"] = json!("short");
        assert_eq!(pointers(&post(several).await), ["/phone", "/email", "/password"]);
        let all = system.http("GET", "/api/identity/customers", Some(&system.token_for(Role::Admin)), None).await;
        assert_eq!(all.json["items"], json!([]));
    }
);
