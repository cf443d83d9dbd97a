use super::*;
use chassis::testing::both;
use contracts::identity::{CustomersChanged, SigningKeyPublished};

const CHANGES: &str = "/api/identity/customers/changes";

struct Page {
    names: Vec<String>,
    gone: Vec<String>,
    next: String,
    more: bool,
}

async fn since(system: &TestSystem, token: &str, query: &str) -> Page {
    let answer = system.http("GET", &format!("{CHANGES}{query}"), Some(token), None).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text);
    let texts = |member: &str| answer.json[member].as_array().expect("an array").clone();
    let mut names: Vec<String> =
        texts("items").iter().map(|item| item["business_name"].as_str().expect("a name").to_owned()).collect();
    names.sort();
    Page {
        names,
        gone: texts("gone").iter().map(|id| id.as_str().expect("an id").to_owned()).collect(),
        next: text(&answer, "next").to_owned(),
        more: answer.json["more"] == json!(true),
    }
}

both!(
    async fn phones_follow_the_shops_that_concern_them(setup: Setup) {
        let system = start(setup).await;
        let (ana, ana_token) = seller(&system, "ana@storeflow.test").await;
        let (luis, luis_token) = seller(&system, "luis@storeflow.test").await;
        let mut shops = Vec::new();
        for name in ["Uno", "Dos", "Tres"] {
            let body = json!({"business_name": name, "phone": phone(), "address": "Calle 1"});
            let made = system.http("POST", "/api/identity/customers", Some(&ana_token), Some(body)).await;
            shops.push(id_of(&made.json).to_owned());
        }
        let admin = system.token_for(Role::Admin);
        let give = async |shop: usize, seller: &Principal| {
            let path = format!("/api/identity/customers/{}", shops[shop]);
            let etag =
                system.http("GET", &path, Some(&system.token_for(Role::Admin)), None).await.headers["etag"].clone();
            let seen = [("if-match", etag.to_str().expect("text"))];
            let body = json!({"seller_id": seller.user_id});
            let token = system.token_for(Role::Admin);
            assert_eq!(system.http_with("PATCH", &path, Some(&token), Some(body), &seen).await.status, 200);
        };
        let first = since(&system, &ana_token, "").await;
        assert_eq!((first.names.len(), first.gone.len(), first.more), (3, 0, false));
        assert_eq!(since(&system, &luis_token, "").await.names.len(), 0);
        assert_eq!(since(&system, &admin, "").await.names.len(), 3);
        let paged = since(&system, &admin, "?limit=2").await;
        assert_eq!((paged.names.len(), paged.more), (2, true));
        let rest = since(&system, &admin, &format!("?limit=2&since={}", paged.next)).await;
        assert_eq!((rest.names.len(), rest.more), (1, false));

        let luis_first = since(&system, &luis_token, "").await;
        give(1, &luis).await;
        // Answers overlap by a minute, so what was there before may come again.
        let lost = since(&system, &ana_token, &format!("?since={}", first.next)).await;
        assert_eq!((lost.names.contains(&"Dos".to_owned()), lost.gone.as_slice()), (false, &shops[1..2]));
        let got = since(&system, &luis_token, &format!("?since={}", luis_first.next)).await;
        assert_eq!((got.names.as_slice(), got.gone.len()), (&["Dos".to_owned()][..], 0));
        // There and back within one pass: it is simply there.
        give(1, &ana).await;
        let back = since(&system, &ana_token, &format!("?since={}", first.next)).await;
        assert_eq!((back.names.contains(&"Dos".to_owned()), back.gone.len()), (true, 0));
        let gone = since(&system, &luis_token, &format!("?since={}", luis_first.next)).await;
        assert_eq!((gone.names.len(), gone.gone.as_slice()), (0, &shops[1..2]));

        let mut owner = principal(Role::Customer);
        owner.customer_id = shops[2].parse().ok();
        assert_eq!(since(&system, &system.token(owner), "").await.names, ["Tres"]);
        let strange = format!("{CHANGES}?since={}", first.next);
        let other_scope = system.http("GET", &strange, Some(&luis_token), None).await;
        assert_eq!((other_scope.status, text(&other_scope, "code")), (410, "sync_restart"));
        assert_eq!(system.http("GET", CHANGES, Some(&system.token_for(Role::Driver)), None).await.status, 403);
        assert_eq!(system.http("GET", &format!("{CHANGES}?limit=0"), Some(&luis_token), None).await.status, 400);
    }
);

both!(
    async fn a_restored_service_is_told_everything_again(setup: Setup) {
        let system = start(setup).await;
        for _ in 0..3 {
            registered(&system, shop(&phone())).await;
        }
        system.settle().await;
        let (shops, keys) = (system.sent::<CustomersChanged>().len(), system.sent::<SigningKeyPublished>().len());
        let admin = system.token_for(Role::Admin);
        let body = Some(json!({"to": "sales"}));
        let answer = system.http("POST", "/api/identity/system/republish", Some(&admin), body).await;
        assert_eq!((answer.status, &answer.json), (202, &json!({"items": 4})), "{}", answer.text);
        system.settle().await;
        let told = system.sent::<CustomersChanged>();
        assert_eq!((told.len(), told.last().map(|told| told.items.len())), (shops + 1, Some(3)));
        assert_eq!(system.sent::<SigningKeyPublished>().len(), keys + 1);
    }
);
