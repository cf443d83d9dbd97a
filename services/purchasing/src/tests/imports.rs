//! Importing and undoing, over HTTP.

use super::*;
use crate::imports::import::{ImportStatus, Work};
use crate::store::imports as store;
use axum::http::HeaderMap;
use chassis::transport::chaos::Faults;
use chassis::{DbError, Tx};
use chrono::TimeDelta;
use contracts::purchasing::ContinueImport;
use contracts::{ImportId, Service};

const HEAD: &str = "nombre;codigo sku;fabricante;precio;iva %;peso (g);categoria\n";

impl World {
    /// Uploads a file.
    async fn upload(&self, kind: &str, name: &str, file: impl Into<Vec<u8>>) -> Answer {
        self.upload_as(&self.buyer, kind, name, file, None).await
    }

    async fn upload_as(
        &self,
        who: &Principal,
        kind: &str,
        name: &str,
        file: impl Into<Vec<u8>>,
        id: Option<&str>,
    ) -> Answer {
        let mut body = Vec::new();
        let mut part = |head: &str, content: &[u8]| {
            body.extend_from_slice(format!("--edge\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes());
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        };
        part("name=\"kind\"", kind.as_bytes());
        if let Some(id) = id {
            part("name=\"id\"", id.as_bytes());
        }
        part(&format!("name=\"file\"; filename=\"{name}\""), &file.into());
        body.extend_from_slice(b"--edge--\r\n");
        let mut headers = HeaderMap::new();
        headers.insert("authorization", format!("Bearer {}", self.token(who)).parse().expect("header"));
        headers.insert("content-type", "multipart/form-data; boundary=edge".parse().expect("header"));
        headers.insert("accept-language", "en".parse().expect("header"));
        self.system.http_raw("POST", "/api/purchasing/imports", headers, body).await
    }

    /// Uploads a file and waits for its check.
    async fn checked(&self, kind: &str, file: impl Into<Vec<u8>>) -> Value {
        let answer = self.upload(kind, "lista.csv", file).await;
        assert_eq!((answer.status, &answer.json["status"]), (202, &json!("checking")), "{}", answer.text);
        self.system.settle().await;
        self.import(&answer.json).await
    }

    async fn import(&self, import: &Value) -> Value {
        let path = format!("/imports/{}", import["id"].as_str().expect("id"));
        let answer = self.get(&path, &self.buyer).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.headers["etag"], format!("\"{}\"", answer.json["version"]));
        answer.json
    }

    /// Commits or undoes, and waits for the end of it.
    async fn act(&self, import: &Value, action: &str) -> Value {
        let path = format!("/imports/{}/{action}", import["id"].as_str().expect("id"));
        let answer = self.post(&path, &self.buyer, json!({})).await;
        assert_eq!(answer.status, 202, "{}", answer.text);
        self.system.settle().await;
        self.import(import).await
    }

    async fn committed(&self, kind: &str, file: impl Into<Vec<u8>>) -> Value {
        let import = self.checked(kind, file).await;
        let committed = self.act(&import, "commit").await;
        assert_eq!(committed["status"], "committed", "{committed}");
        committed
    }

    async fn by_sku(&self, sku: &str) -> Value {
        let found = self.get(&format!("/products?status=all&search={sku}"), &self.staff).await;
        let items = found.json["items"].as_array().expect("items");
        items.iter().find(|item| item["sku"] == sku).cloned().unwrap_or_default()
    }
}

fn counts(import: &Value) -> [i64; 6] {
    ["rows", "valid", "error_count", "new", "changed", "unchanged"].map(|name| import[name].as_i64().expect("a count"))
}

fn id_of(import: &Value) -> ImportId {
    import["id"].as_str().expect("id").parse().expect("uuid")
}

/// `count` rows of one supplier.
fn table(count: usize, supplier: &str) -> String {
    let row = |n: usize| format!("Producto {n};IMP-{n:05};{supplier};1.{:03},50;19;{n};granos\n", n % 1_000);
    HEAD.to_owned() + &(1..=count).map(row).collect::<String>()
}

chassis::testing::both!(
    async fn a_file_is_checked_committed_and_the_same_again_changes_nothing(setup: Setup) {
        let world = World::start(setup).await;
        world.supplier("Lácteos Ñandú S.A.").await;
        let text = table(1_203, "LACTEOS  ñandu s.a.") + "Con error;;Lácteos Ñandú S.A.;caro;19;1;granos\n";
        let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect();
        let checked = world.checked("products", latin.clone()).await;
        assert_eq!(checked["status"], "checked", "{checked}");
        assert_eq!(counts(&checked), [1_204, 1_203, 2, 1_203, 0, 0]);
        assert_eq!(checked["progress"], json!({"done": 1_204, "of": 1_204}));
        assert_eq!(world.by_sku("IMP-00001").await, Value::Null, "nothing yet");

        let committed = world.act(&checked, "commit").await;
        assert_eq!((&committed["status"], counts(&committed)), (&json!("committed"), [1_204, 1_203, 2, 1_203, 0, 0]));
        let milk = world.by_sku("IMP-00007").await;
        assert_eq!(
            (&milk["name"], &milk["price"], &milk["tax_rate_bp"]),
            (&json!("Producto 7"), &cop(100_750), &json!(1_900))
        );
        assert_eq!((&milk["weight_grams"], &milk["supplier_name"]), (&json!(7), &json!("Lácteos Ñandú S.A.")));
        let sent: Vec<ProductsChanged> = world.system.sent();
        assert_eq!(sent.iter().map(|message| message.items.len()).collect::<Vec<_>>(), [500, 500, 203]);
        assert_eq!(world.act(&committed, "commit").await["version"], committed["version"], "again: nothing");

        let again = world.committed("products", latin).await;
        assert_eq!(counts(&again)[3..], [0, 0, 1_203]);
        assert_eq!(world.by_sku("IMP-00007").await["version"], 1);
        let sent: Vec<ProductsChanged> = world.system.sent();
        assert_eq!(sent.len(), 3, "nobody hears of what did not change");
    }
);

chassis::testing::both!(
    async fn every_error_is_told_at_once_with_row_column_value_and_advice(setup: Setup) {
        let world = World::start(setup).await;
        let supplier = world.supplier("Molinos").await;
        let old = world.supplier("Viejos").await;
        let path = format!("/suppliers/{}", old["id"].as_str().expect("id"));
        world.patch(&path, &world.buyer, Some(1), json!({"status": "archived"})).await;
        world.product(&supplier, json!({"sku": "HAY-1", "shelf_life_days": 10})).await;
        let text = "Código SKU,Nombre,Proveedor,Precio,IVA,Unidades por paquete,Vida útil,Días mínimos,Código de barras,Imagen,Nota\n\
                    A-1,Uno,Molinos,\"1.234,50\",19%,12,30,5,770941,https://a.example/x.png,bien\n\
                    \n\
                    a-1,Dos,Nadie,caro,\"0,19\",0,5,9,\"7,70941E+12\",imagen.png,\n\
                    ,Tres,Viejos,,x,\"1,5\",,,#N/A,,\n\
                    HAY-1,Cuatro,Molinos,5,19,1,,11,,,\n\
                    A-5,Cinco,Molinos,1.234,50,19,1,,,,,,\n";
        let checked = world.checked("products", text).await;
        assert_eq!((checked["valid"].as_i64(), checked["rows"].as_i64()), (Some(1), Some(5)), "{checked}");
        assert_eq!(checked["ignored_columns"], json!(["Nota"]));
        let errors = checked["errors"].as_array().expect("errors");
        let told: Vec<(i64, &str, &str, &str)> = errors
            .iter()
            .map(|e| {
                let text = |member: &str| e[member].as_str().expect("a text");
                (e["row"].as_i64().expect("a row"), text("column"), text("value"), text("code"))
            })
            .collect();
        let expected = [
            (4, "Precio", "caro", "not_a_number"),
            (4, "IVA", "0,19", "unclear_percent"),
            (4, "Código de barras", "7,70941E+12", "shortened_number"),
            (4, "Código SKU", "a-1", "duplicate_sku"),
            (4, "Proveedor", "Nadie", "unknown_supplier"),
            (4, "Unidades por paquete", "0", "range"),
            (4, "Días mínimos", "9", "longer_than_shelf_life"),
            (4, "Imagen", "imagen.png", "not_a_web_address"),
            (5, "Código SKU", "", "required"),
            (5, "Precio", "", "required"),
            (5, "IVA", "x", "not_a_number"),
            (5, "Unidades por paquete", "1,5", "not_whole"),
            (5, "Código de barras", "#N/A", "cell_error"),
            (5, "Proveedor", "Viejos", "supplier_archived"),
            (6, "Días mínimos", "11", "longer_than_shelf_life"),
            (7, "", "", "extra_cells"),
        ];
        for error in expected {
            assert!(told.contains(&error), "{error:?} is not among {told:#?}");
        }
        let double = errors.iter().find(|e| e["code"] == "duplicate_sku").expect("told");
        let detail = double["detail"].as_str().expect("text");
        assert!(detail.contains('2') && detail.contains('4') && detail.contains("filas"), "{detail}");

        let path = format!("/imports/{}/errors?limit=5", checked["id"].as_str().expect("id"));
        let page = world.get(&path, &world.buyer).await;
        let mut rows = column(&page, "row");
        let mut cursor = page.json["next_cursor"].clone();
        while let Some(next) = cursor.as_str() {
            let page = world.get(&format!("{path}&cursor={next}"), &world.buyer).await;
            rows.extend(column(&page, "row"));
            cursor = page.json["next_cursor"].clone();
        }
        assert_eq!(rows.len(), errors.len());
        let page = world
            .system
            .http_with("GET", &api(&path), Some(&world.token(&world.buyer)), None, &[("accept-language", "en")])
            .await;
        assert!(page.json["items"].to_string().contains("Write a number"), "{}", page.text);

        let committed = world.act(&checked, "commit").await;
        assert_eq!(counts(&committed)[3..], [1, 0, 0], "the valid row");
    }
);

chassis::testing::both!(
    async fn broken_files_are_refused_at_once(setup: Setup) {
        let world = World::start(setup).await;
        let titles = "nombre;sku;proveedor;precio\n";
        let zip = crate::imports::zipped(&[("a.txt".into(), "a".into())]);
        let cases: Vec<(&str, Vec<u8>, u16, &str)> = vec![
            ("vacio.csv", vec![], 422, "empty_file"),
            ("titulos.csv", titles.into(), 422, "no_rows"),
            ("barra.csv", b"nombre|sku|proveedor|precio\na|b|c|1\n".to_vec(), 422, "one_column"),
            ("falta.csv", b"nombre;sku;precio\na;b;1\n".to_vec(), 422, "missing_columns"),
            ("otra.csv", b"esto;no;es;nada\na;b;c;d\n".to_vec(), 422, "no_titles"),
            ("formulas.csv", format!("{titles}=A1;=B1;=C1;=D1\n").into_bytes(), 422, "only_formulas"),
            ("comilla.csv", format!("{titles}a;\"b;c;1\n").into_bytes(), 422, "unclosed_quote"),
            ("zip.csv", zip, 415, "wrong_file_type"),
            ("dañado.xlsx", b"PK\x03\x04....".to_vec(), 415, "wrong_file_type"),
            ("lista.pdf", b"%PDF-1.7 ...".to_vec(), 415, "wrong_file_type"),
            ("foto.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), 415, "wrong_file_type"),
            ("grande.csv", vec![b'a'; 33 * 1024 * 1024], 413, "file_too_large"),
        ];
        for (name, file, status, code) in cases {
            let answer = world.upload("products", name, file).await;
            assert_eq!((answer.status, answer.json["code"].as_str()), (status, Some(code)), "{name}: {}", answer.text);
            assert_eq!(answer.json["errors"][0]["pointer"], "/file", "{name}");
        }
        refused(&world.upload("orders", "a.csv", titles).await, 422, "no_kind", &["/kind"]);
        refused(&world.upload_as(&world.buyer, "products", "a.csv", titles, Some("7")).await, 422, "bad_id", &["/id"]);
        refused(&world.post("/imports", &world.buyer, json!({"kind": "products"})).await, 415, "not_a_form", &[]);
        assert_eq!(column(&world.get("/imports", &world.buyer).await, "id"), Vec::<String>::new());
        let app = world.system.app(Service::Purchasing);
        let left = store::needless_rows(app.db(), app.now() + TimeDelta::days(1)).await.expect("read");
        assert!(left.is_empty(), "nothing of them is kept");
    }
);

chassis::testing::both!(
    async fn an_undo_returns_what_was_and_lists_what_it_cannot(setup: Setup) {
        let world = World::start(setup).await;
        let supplier = world.supplier("Molinos").await;
        let other = world.supplier("Haciendas").await;
        let kept =
            world.product(&supplier, json!({"sku": "A", "name": "Uno", "price": cop(10_000), "weight_grams": 5})).await;
        let moved = world.product(&supplier, json!({"sku": "B", "name": "Dos", "price": cop(20_000)})).await;
        let file = format!(
            "{HEAD}Uno nuevo;A;Molinos;150;;7;\nDos;B;Haciendas;200;;;\nTres;C;Molinos;300;;;\nCuatro;D;Molinos;400;;;\n"
        );
        let import = world.committed("products", file.clone()).await;
        assert_eq!(counts(&import)[3..], [2, 2, 0]);
        let path = |product: &Value| format!("/products/{}", product["id"].as_str().expect("id"));
        let hand = world.patch(&path(&kept), &world.buyer, Some(2), json!({"name": "Uno a mano"})).await;
        assert_eq!(hand.status, 200, "{}", hand.text);
        let later = world.committed("products", format!("{HEAD}Cuatro;D;Molinos;450;;;\n")).await;

        let undone = world.act(&import, "undo").await;
        assert_eq!((&undone["status"], &undone["conflict_count"]), (&json!("undone"), &json!(2)), "{undone}");
        let conflicts = undone["conflicts"].as_array().expect("conflicts");
        assert_eq!((&conflicts[0]["column"], &conflicts[0]["present"]), (&json!("name"), &json!("Uno a mano")));
        assert_eq!((&conflicts[0]["before"], &conflicts[0]["code"]), (&json!("Uno"), &json!("changed_since")));
        assert_eq!((&conflicts[1]["name"], &conflicts[1]["code"]), (&json!("D"), &json!("imported_again")));
        let now = world.get(&path(&kept), &world.staff).await.json;
        assert_eq!(
            (&now["price"], &now["weight_grams"], &now["name"]),
            (&cop(10_000), &json!(5), &json!("Uno a mano"))
        );
        assert_eq!(world.get(&path(&moved), &world.staff).await.json["supplier_id"], supplier["id"]);
        assert_eq!(other["legal_name"], "Haciendas");
        assert_eq!(world.by_sku("C").await["status"], "archived");
        assert_eq!(column(&world.get("/products?search=tres", &world.shop).await, "sku"), Vec::<String>::new());
        assert_eq!(world.act(&undone, "undo").await["version"], undone["version"], "again: nothing");

        let undone = world.act(&later, "undo").await;
        assert_eq!(
            (undone["conflict_count"].as_i64(), world.by_sku("D").await["price"].clone()),
            (Some(0), cop(40_000))
        );
        let revived = world.committed("products", file).await;
        assert_eq!(counts(&revived)[3..], [0, 3, 1], "the same file revives them");
        let tres = world.by_sku("C").await;
        assert_eq!((&tres["status"], &tres["price"]), (&json!("active"), &cop(30_000)));
        let heard = world.heard_of(&tres).await;
        assert_eq!(heard.len(), 3, "made, archived, revived");
    }
);

chassis::testing::both!(
    async fn suppliers_are_imported_by_address_or_name(setup: Setup) {
        let world = World::start(setup).await;
        let known = world.supplier("Molinos del Sur").await;
        let product = world.product(&known, json!({"sku": "A"})).await;
        let other = world.supplier("Lácteos").await;
        let email = |supplier: &Value| supplier["email"].as_str().expect("email").to_uppercase();
        let text = format!(
            "Razón social;Correo;NIT;Teléfono\nMolinos del Norte;{};;(57) 601 745 3218\nLACTEOS;nuevo@lacteos.example;;\n\
             Nuevo;nuevo@nuevo.example;900.1-2;\nNuevo;otro@nuevo.example;;\nMolinos del Norte;x;;\n",
            email(&known)
        );
        let checked = world.checked("suppliers", text.clone()).await;
        let codes: Vec<_> = checked["errors"].as_array().expect("errors").iter().map(|e| e["code"].clone()).collect();
        assert_eq!(codes, ["duplicate_legal_name", "duplicate_legal_name", "email"], "{checked}");
        let committed = world.act(&checked, "commit").await;
        assert_eq!(counts(&committed), [5, 3, 3, 1, 2, 0]);
        let path = |supplier: &Value| format!("/suppliers/{}", supplier["id"].as_str().expect("id"));
        let renamed = world.get(&path(&known), &world.staff).await.json;
        assert_eq!((&renamed["legal_name"], &renamed["phone"]), (&json!("Molinos del Norte"), &json!("+576017453218")));
        assert_eq!(renamed["email"].as_str().expect("email").to_lowercase(), known["email"].as_str().expect("email"));
        assert_eq!(world.get(&path(&other), &world.staff).await.json["email"], "nuevo@lacteos.example");
        let found = world.get("/products?search=norte", &world.shop).await;
        assert_eq!(column(&found, "id"), [product["id"].as_str().expect("id")]);
        assert_eq!(counts(&world.committed("suppliers", text).await)[3..], [0, 0, 3]);

        let undone = world.act(&committed, "undo").await;
        assert_eq!((&undone["status"], &undone["conflicts"]), (&json!("undone"), &json!([])));
        assert_eq!(world.get(&path(&known), &world.staff).await.json["legal_name"], "Molinos del Sur");
        let archived = world.get("/suppliers?status=archived", &world.staff).await;
        assert_eq!(column(&archived, "legal_name"), ["Nuevo"]);
    }
);

chassis::testing::both!(
    async fn what_no_longer_fits_leaves_nothing_behind(setup: Setup) {
        let world = World::start(setup).await;
        world.supplier("Molinos").await;
        let last = world.supplier("Efímeros").await;
        let kept = world.product(&last, json!({"sku": "IMP-00001", "name": "De antes"})).await;
        let text = table(700, "Molinos") + "Último;IMP-99999;Efímeros;1;;;\n";
        let (first, second) = (world.checked("products", text.clone()).await, world.checked("products", text).await);
        let path = format!("/suppliers/{}", last["id"].as_str().expect("id"));
        assert_eq!(world.patch(&path, &world.buyer, Some(1), json!({"status": "archived"})).await.status, 200);

        let failed = world.act(&first, "commit").await;
        assert_eq!((&failed["status"], &failed["reason"]["code"]), (&json!("failed"), &json!("changed_since_check")));
        assert_eq!(failed["errors"][0]["code"], "supplier_archived");
        assert_eq!(world.by_sku("IMP-00002").await, Value::Null, "nothing had begun");

        // The same, but the supplier is archived only after the rows were looked at again.
        let app = world.system.app(Service::Purchasing);
        let id = id_of(&second);
        let begun: Result<(), DbError> = app
            .db()
            .write(move |tx: Tx| async move {
                let mut import = store::lock_import(&tx, id).await?.expect("there");
                import.begin(ImportStatus::Committing, Work::Apply, 701);
                import.step += 1;
                store::update_import(&tx, &import).await?;
                tx.publish(&ContinueImport { import_id: id, step: import.step });
                Ok(())
            })
            .await;
        begun.expect("begun");
        world.system.settle().await;
        let failed = world.import(&second).await;
        assert_eq!((&failed["status"], &failed["reason"]["code"]), (&json!("failed"), &json!("changed_during_commit")));
        let old = world.get(&format!("/products/{}", kept["id"].as_str().expect("id")), &world.staff).await.json;
        assert_eq!(
            (&old["name"], &old["supplier_name"], &old["price"]),
            (&json!("De antes"), &json!("Efímeros"), &kept["price"])
        );
        assert_eq!(
            column(&world.get("/products", &world.shop).await, "sku"),
            ["IMP-00001"],
            "nothing is left in the catalogue"
        );
        let again = world.post(&format!("/imports/{id}/commit"), &world.buyer, json!({})).await;
        refused(&again, 409, "import_is_over", &[]);
    }
);

chassis::testing::both!(
    async fn messages_that_are_lost_doubled_or_late_do_no_harm(setup: Setup) {
        let faults = Faults { drop: 20, lose_confirm: 20, double: 20, delay: 10 };
        let system = TestSystem::start_with(setup, vec![crate::service()], Some((faults, 7))).await;
        let world = World::around(system);
        world.supplier("Molinos").await;
        let import = world.committed("products", table(2_100, "Molinos")).await;
        assert_eq!(counts(&import)[3..], [2_100, 0, 0]);
        let step = |step: i64| ContinueImport { import_id: id_of(&import), step };
        for late in 1..6 {
            world.system.send(&step(late)).await;
        }
        world.system.settle().await;
        assert_eq!(world.import(&import).await["version"], import["version"]);
        let undone = world.act(&import, "undo").await;
        assert_eq!((&undone["status"], &undone["conflict_count"]), (&json!("undone"), &json!(0)));
        assert_eq!(column(&world.get("/products", &world.shop).await, "sku"), Vec::<String>::new());
    }
);

chassis::testing::both!(
    async fn what_does_not_go_on_is_told_again_and_what_is_needless_goes(setup: Setup) {
        let world = World::start(setup).await;
        world.supplier("Molinos").await;
        let committed = world.committed("products", table(10, "Molinos")).await;
        let waiting = world.checked("products", table(600, "Molinos")).await;
        let (app, id) = (world.system.app(Service::Purchasing), id_of(&waiting));
        // As if the message had been thrown away by hand.
        let stuck: Result<(), DbError> = app
            .db()
            .write(move |tx: Tx| async move {
                let mut import = store::lock_import(&tx, id).await?.expect("there");
                import.begin(ImportStatus::Committing, Work::Apply, 600);
                store::update_import(&tx, &import).await
            })
            .await;
        stuck.expect("stuck");
        world.system.advance(TimeDelta::minutes(3));
        crate::imports::look_after(app.clone()).await.expect("looked after");
        world.system.settle().await;
        assert_eq!(world.import(&waiting).await["status"], "committed");
        let rows =
            |id: ImportId| async move { store::import(app.db(), id).await.expect("read").expect("there").staging_id };
        assert_eq!(rows(id_of(&committed)).await, None, "its rows are needed no more");
        let forgotten = world.checked("products", table(3, "Molinos")).await;
        world.system.advance(TimeDelta::days(31));
        crate::imports::look_after(app.clone()).await.expect("looked after");
        world.system.settle().await;
        let forgotten = world.import(&forgotten).await;
        assert_eq!((&forgotten["status"], &forgotten["reason"]["code"]), (&json!("failed"), &json!("expired")));
    }
);

chassis::testing::both!(
    async fn a_table_of_the_catalogue_uploaded_again_changes_nothing(setup: Setup) {
        let world = World::start(setup).await;
        let supplier = world.supplier("Lácteos, \"Nevados\"; S.A.").await;
        world
            .product(
                &supplier,
                json!({"sku": "'=1-2", "name": "=Leche; \"1 L\"", "price": cop(123_450), "tax_rate_bp": 525}),
            )
            .await;
        world
            .product(
                &supplier,
                json!({"sku": "007", "category": "lácteos", "pack_size": 12, "weight_grams": 1_500, "volume_ml": 1_000,
                       "shelf_life_days": 30, "min_days_left": 5, "barcode": "0709412001072", "image_url": "https://a.example/1.png"}),
            )
            .await;
        for kind in ["products", "suppliers"] {
            for format in ["csv", "xlsx"] {
                let path = format!("/imports/template?kind={kind}&format={format}&content=catalogue");
                let table = world.get(&path, &world.buyer).await;
                assert_eq!(table.status, 200, "{}", table.text);
                let name = table.headers["content-disposition"].to_str().expect("text");
                assert!(name.contains(&format!("storeflow-{kind}.{format}")), "{name}");
                let import = world.committed(kind, table.bytes.to_vec()).await;
                let expected = if kind == "products" { 2 } else { 1 };
                assert_eq!(counts(&import), [expected, expected, 0, 0, 0, expected], "{format}: {import}");
                assert_eq!(import["format"], format);
                let empty = world.get(&format!("/imports/template?kind={kind}&format={format}"), &world.buyer).await;
                refused(&world.upload(kind, "x.csv", empty.bytes.to_vec()).await, 422, "no_rows", &["/file"]);
            }
        }
    }
);

chassis::testing::both!(
    async fn only_buyers_import_and_an_upload_can_be_repeated(setup: Setup) {
        let world = World::start(setup).await;
        world.supplier("Molinos").await;
        for who in [&world.staff, &world.shop] {
            assert_eq!(world.upload_as(who, "products", "a.csv", table(1, "Molinos"), None).await.status, 403);
            assert_eq!(world.get("/imports", who).await.status, 403);
        }
        let id = nobody().to_string();
        let first = world.upload_as(&world.buyer, "products", "a.csv", table(1, "Molinos"), Some(&id)).await;
        assert_eq!((first.status, first.json["id"].as_str()), (202, Some(id.as_str())));
        assert_eq!(first.headers["location"], format!("/api/purchasing/imports/{id}"));
        world.system.settle().await;
        let again = world.upload_as(&world.buyer, "products", "a.csv", table(1, "Molinos"), Some(&id)).await;
        assert_eq!((again.status, &again.json["status"]), (200, &json!("checked")));
        let other = world.upload_as(&world.buyer, "products", "a.csv", table(2, "Molinos"), Some(&id)).await;
        refused(&other, 409, "id_taken", &[]);
        assert_eq!(
            column(&world.get("/imports?kind=products&status=checked", &world.buyer).await, "file_name"),
            ["a.csv"]
        );
        assert_eq!(world.get(&format!("/imports/{}", nobody()), &world.buyer).await.status, 404);
        let never = world.checked("products", format!("{HEAD}x;y;Nadie;1;;;\n")).await;
        let path = format!("/imports/{}", never["id"].as_str().expect("id"));
        refused(&world.post(&format!("{path}/commit"), &world.buyer, json!({})).await, 409, "nothing_valid", &[]);
        refused(&world.post(&format!("{path}/undo"), &world.buyer, json!({})).await, 409, "not_committed", &[]);
    }
);
