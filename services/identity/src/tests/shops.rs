use super::*;
use chassis::testing::both;
use contracts::UserId;
use contracts::identity::{CustomerStatus, CustomersChanged};

both!(
    async fn approving_and_blocking_are_idempotent_and_a_blocked_shop_is_told_so(setup: Setup) {
        let system = start(setup).await;
        let phone = phone();
        let shop = registered(&system, shop(&phone)).await;
        let path = format!("/api/identity/customers/{}", id_of(&shop));
        let manager = system.token_for(Role::SalesManager);
        let act =
            async |what: &str, token: &str| system.http("POST", &format!("{path}/{what}"), Some(token), None).await;
        for role in [Role::Seller, Role::Logistics, Role::Customer] {
            assert_eq!(act("approve", &system.token_for(role)).await.status, 403);
        }
        let approved = act("approve", &manager).await;
        assert_eq!((approved.status, &approved.json["status"]), (200, &json!("active")));
        assert_eq!(act("approve", &manager).await.json["version"], 2, "again changes nothing");
        let signed_in = sign_in(&system, &phone, PASSWORD).await;
        let blocked = act("block", &manager).await;
        assert_eq!((&blocked.json["status"], &blocked.json["version"]), (&json!("blocked"), &json!(3)));
        assert_eq!(act("block", &manager).await.json["version"], 3);

        let body = json!({"refresh_token": text(&signed_in, "refresh_token")});
        assert_eq!(system.http("POST", "/api/identity/sessions/refresh", None, Some(body)).await.status, 401);
        let refused = sign_in(&system, &phone, PASSWORD).await;
        assert_eq!((refused.status, text(&refused, "code")), (403, "customer_blocked"));
        let guessed = sign_in(&system, &phone, "a guess").await;
        assert_eq!((guessed.status, text(&guessed, "code")), (401, "bad_credentials"), "strangers are not told");
        assert_eq!(act("approve", &manager).await.json["status"], "active");
        assert_eq!(sign_in(&system, &phone, PASSWORD).await.status, 201);
        system.settle().await;
        let told = system.sent::<CustomersChanged>();
        let mut states: Vec<_> = told.iter().map(|told| (told.items[0].version, told.items[0].status)).collect();
        states.sort_by_key(|(version, _)| *version);
        use CustomerStatus::{Active, Blocked, Pending};
        assert_eq!(states, [(1, Pending), (2, Active), (3, Blocked), (4, Active)]);
        let nobody = format!("/api/identity/customers/{}/block", contracts::CustomerId::new());
        assert_eq!(system.http("POST", &nobody, Some(&manager), None).await.status, 404);
    }
);

both!(
    async fn a_shop_has_several_people(setup: Setup) {
        let system = start(setup).await;
        let (_, ana) = seller(&system, "ana@storeflow.test").await;
        let (_, luis) = seller(&system, "luis@storeflow.test").await;
        let mut body = shop(&phone());
        body.as_object_mut().expect("an object").remove("password");
        let made = system.http("POST", "/api/identity/customers", Some(&ana), Some(body)).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let path = format!("/api/identity/customers/{}/users", id_of(&made.json));
        let add = async |token: &str, body: Value| system.http("POST", &path, Some(token), Some(body)).await;
        let (first, second) = (phone(), phone());
        let person =
            |phone: &str| json!({"id": UserId::new(), "name": "Rosalba", "phone": phone, "password": PASSWORD});
        assert_eq!(add(&luis, person(&first)).await.status, 404, "not the seller who looks after it");
        for role in [Role::Customer, Role::Logistics, Role::Driver] {
            assert_eq!(add(&system.token_for(role), person(&first)).await.status, 403);
        }
        let body = person(&first);
        let added = add(&ana, body.clone()).await;
        assert_eq!(added.status, 201, "{}", added.text);
        assert_eq!((&added.json["roles"], &added.json["customer_id"]), (&json!(["customer"]), &made.json["id"]));
        assert_eq!(add(&ana, body).await.status, 200, "the same again");
        let taken = add(&ana, person(&first)).await;
        assert_eq!((taken.status, text(&taken, "code")), (409, "phone_taken"));
        let manager = system.token_for(Role::SalesManager);
        assert_eq!(add(&manager, person(&second)).await.status, 201);
        let nobody = add(&manager, json!({"name": "Nadie", "password": PASSWORD})).await;
        assert_eq!((nobody.status, text(&nobody, "code")), (422, "login_needed"));
        for phone in [&first, &second] {
            let signed_in = sign_in(&system, phone, PASSWORD).await;
            assert_eq!((signed_in.status, &signed_in.json["user"]["customer_id"]), (201, &made.json["id"]));
        }
        let listed = async |token: &str| system.http("GET", &path, Some(token), None).await;
        assert_eq!(listed(&ana).await.json["items"].as_array().map(Vec::len), Some(2));
        assert_eq!((listed(&luis).await.status, listed(&system.token_for(Role::Customer)).await.status), (404, 403));
        // Blocking the shop ends what all of them do.
        let block = format!("/api/identity/customers/{}/block", id_of(&made.json));
        assert_eq!(system.http("POST", &block, Some(&manager), None).await.status, 200);
        for phone in [&first, &second] {
            assert_eq!(sign_in(&system, phone, PASSWORD).await.status, 403);
        }
    }
);
