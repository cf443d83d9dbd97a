use super::*;
use crate::{Customer, People, User, UserStatus, hash_password, load_people};
use chassis::testing::both;
use contracts::identity::{CustomerStatus, CustomersChanged};
use contracts::{CustomerId, Service, UserId};

both!(
    async fn administrators_let_people_in(setup: Setup) {
        let system = start(setup).await;
        let admin = system.token_for(Role::Admin);
        let supplier = contracts::SupplierId::new();
        let body = json!({"email": "Proveedor@Fabrica.co", "password": PASSWORD, "name": " Camila Ñungo ",
            "roles": ["supplier"], "supplier_id": supplier, "zone": "Norte", "start_point": {"lat": 4.7, "lon": -74.0}});
        let answer = system.http("POST", "/api/identity/users", Some(&admin), Some(body.clone())).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        assert!(!answer.text.contains("password") && !answer.text.contains("argon2"));
        let path = format!("/api/identity/users/{}", id_of(&answer.json));
        assert_eq!(
            (answer.headers["location"].to_str().ok(), answer.headers["etag"].to_str().ok()),
            (Some(path.as_str()), Some("\"1\""))
        );
        let shown = system.http("GET", &path, Some(&admin), None).await;
        assert_eq!((shown.status, &shown.json), (200, &answer.json));
        assert_eq!((&shown.json["name"], &shown.json["supplier_id"]), (&json!("Camila Ñungo"), &json!(supplier)));
        let signed_in = sign_in(&system, "proveedor@fabrica.co", PASSWORD).await;
        assert_eq!(signed_in.json["user"]["supplier_id"], json!(supplier));
        let token = text(&signed_in, "access_token");
        assert_eq!(system.http("GET", "/api/identity/users", Some(token), None).await.status, 403);

        let again = system.http("POST", "/api/identity/users", Some(&admin), Some(body)).await;
        assert_eq!((again.status, text(&again, "code")), (409, "email_taken"));
        for role in [Role::SalesManager, Role::Seller, Role::Customer] {
            let token = system.token_for(role);
            let body = json!({"email": "x@x.co", "password": PASSWORD, "name": "X", "roles": ["admin"]});
            assert_eq!(system.http("POST", "/api/identity/users", Some(&token), Some(body)).await.status, 403);
            assert_eq!(system.http("GET", &path, Some(&token), None).await.status, 403);
        }
        for (change, pointer) in [
            (json!({"roles": []}), "/roles"),
            (json!({"roles": ["king"]}), "/roles/0"),
            (json!({"roles": ["supplier"]}), "/supplier_id"),
            (json!({"roles": ["customer"]}), "/customer_id"),
            (json!({"roles": ["customer"], "customer_id": CustomerId::new()}), "/customer_id"),
            (json!({"email": null}), "/email"),
            (json!({"password": "short"}), "/password"),
            (json!({"name": " "}), "/name"),
        ] {
            let mut body = json!({"email": "y@y.co", "password": PASSWORD, "name": "Y", "roles": ["driver"]});
            body.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
            let answer = system.http("POST", "/api/identity/users", Some(&admin), Some(body)).await;
            assert_eq!((answer.status, pointers(&answer)), (422, vec![pointer]), "{change}: {}", answer.text);
        }
    }
);

both!(
    async fn users_are_listed_by_role_and_name(setup: Setup) {
        let system = start(setup).await;
        let admin = system.token_for(Role::Admin);
        for (name, roles) in
            [("Ána", json!(["seller"])), ("Bruno", json!(["seller", "driver"])), ("Carla", json!(["admin"]))]
        {
            let email = format!("{}@storeflow.test", contracts::fold::fold(name));
            user(&system, json!({"email": email, "password": PASSWORD, "name": name, "roles": roles})).await;
        }
        let names = async |path: &str, token: &str| {
            let answer = system.http("GET", path, Some(token), None).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.text);
            let items = answer.json["items"].as_array().expect("items").clone();
            items.iter().map(|item| item["name"].as_str().expect("a name").to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names("/api/identity/users", &admin).await, ["Carla", "Bruno", "Ána"]);
        assert_eq!(names("/api/identity/users?role=driver", &admin).await, ["Bruno"]);
        assert_eq!(names("/api/identity/users?search=ana", &admin).await, ["Ána"]);
        assert_eq!(names("/api/identity/users?sort=name&limit=2", &admin).await, ["Ána", "Bruno"]);
        let manager = system.token_for(Role::SalesManager);
        assert_eq!(names("/api/identity/sellers?sort=name", &manager).await, ["Ána", "Bruno"]);
        assert_eq!(names("/api/identity/sellers?status=blocked", &manager).await, Vec::<String>::new());
        let seller = system.token_for(Role::Seller);
        assert_eq!(system.http("GET", "/api/identity/sellers", Some(&seller), None).await.status, 403);
        // A changed role is listed as such.
        let list = system.http("GET", "/api/identity/users?role=driver", Some(&admin), None).await;
        let path = format!("/api/identity/users/{}", id_of(&list.json["items"][0]));
        let body = json!({"roles": ["seller"], "name": "Bruno Díaz"});
        assert_eq!(system.http("PATCH", &path, Some(&admin), Some(body.clone())).await.status, 428);
        let stale = system.http_with("PATCH", &path, Some(&admin), Some(body.clone()), &[("if-match", "\"7\"")]).await;
        assert_eq!(stale.status, 412);
        assert_eq!(
            system.http_with("PATCH", &path, Some(&admin), Some(body), &[("if-match", "\"1\"")]).await.status,
            200
        );
        assert!(names("/api/identity/users?role=driver", &admin).await.is_empty());
        assert_eq!(names("/api/identity/users?search=diaz", &admin).await, ["Bruno Díaz"]);
    }
);

both!(
    async fn administrators_do_not_lock_themselves_out(setup: Setup) {
        let system = start(setup).await;
        user(&system, json!({"email": "jefa@storeflow.test", "password": PASSWORD, "name": "J", "roles": ["admin"]}))
            .await;
        let signed_in = sign_in(&system, "jefa@storeflow.test", PASSWORD).await;
        let path = format!("/api/identity/users/{}", id_of(&signed_in.json["user"]));
        let token = text(&signed_in, "access_token");
        for body in [json!({"status": "blocked"}), json!({"roles": ["driver"]})] {
            let answer = system.http_with("PATCH", &path, Some(token), Some(body), &[("if-match", "\"1\"")]).await;
            assert_eq!((answer.status, text(&answer, "code")), (409, "own_access"));
        }
    }
);

both!(
    async fn people_are_loaded_in_bulk(setup: Setup) {
        let system = start(setup).await;
        let now = system.clock().now();
        let hash = hash_password(PASSWORD);
        let mut people = People::default();
        for n in 0..1_200 {
            let (id, phone) = (CustomerId::new(), format!("+57311{n:07}"));
            people.customers.push(Customer {
                id,
                version: 1,
                status: CustomerStatus::Active,
                business_name: format!("Tienda {n}"),
                name: None,
                phone: phone.clone(),
                email: None,
                address: "Calle 1".to_owned(),
                city: Some("Cali".to_owned()),
                location: None,
                seller_id: None,
                created_at: now,
                updated_at: now,
            });
            let user = User {
                id: UserId::new(),
                version: 1,
                status: UserStatus::Active,
                email: None,
                phone: Some(phone),
                name: format!("Tendero {n}"),
                roles: [Role::Customer].into(),
                customer_id: Some(id),
                supplier_id: None,
                warehouse_ids: Vec::new(),
                zone: None,
                start_point: None,
                created_at: now,
                updated_at: now,
            };
            people.users.push((user, hash.clone()));
        }
        let app = system.app(Service::Identity).clone();
        let loaded: Result<(), chassis::DbError> =
            app.db().write(move |tx| async move { load_people(&tx, &people).await }).await;
        loaded.expect("loaded");
        system.settle().await;
        let mut told: Vec<usize> =
            system.sent::<CustomersChanged>().iter().map(|message| message.items.len()).collect();
        told.sort_unstable();
        assert_eq!(told, [200, 500, 500]);
        assert_eq!(sign_in(&system, "+573110000777", PASSWORD).await.status, 201);
        let found =
            system.http("GET", "/api/identity/customers?search=777", Some(&system.token_for(Role::Admin)), None).await;
        assert_eq!(found.json["items"][0]["business_name"], "Tienda 777");
    }
);
