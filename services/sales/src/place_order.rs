//! Place an order: price it, store it, tell the saga, answer at once.

use crate::customer::Scope;
use crate::numbers::Numbers;
use crate::order::{NewOrder, Order};
use crate::order_refused::OrderRefused;
use crate::order_view::OrderView;
use crate::pricing::{Product, Wanted, price_lines};
use crate::strangers::Strangers;
use crate::{hints, read_orders, store};
use axum::Extension;
use axum::extract::State;
use chassis::{Access, App, Body, Caller, Checks, Claim, Problem, Reply, Routes, Text, Tx, Validate};
use chrono::{DateTime, Datelike, SubsecRound, Utc};
use contracts::identity::{CustomerStatus, Role};
use contracts::sales::{Fulfilment, OrderSubmitted, OrderedLine};
use contracts::{Currency, CustomerId, Money, OrderId, ProductId, Quantity};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use utoipa_axum::routes;

/// The most lines of one order.
pub const MOST_LINES: usize = 200;

/// `POST /api/sales/orders`, with the block of numbers that this process has in hand.
pub fn routes() -> Routes {
    let who = Access::roles(&[Role::Customer, Role::Seller]).and_staff();
    let (schemas, paths, methods) = routes!(place_order);
    let methods = methods.layer::<_, std::convert::Infallible>(Extension(Arc::new(Numbers::default())));
    Routes::new().add(who, (schemas, paths, methods.layer(Extension(Arc::new(Strangers::default())))))
}

/// An order to be accepted.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PlaceOrder {
    /// Made by the client, so that it can send the order again without ordering twice.
    #[serde(default)]
    pub id: Option<OrderId>,
    /// For which shop; one's own where it is missing.
    #[serde(default)]
    pub customer_id: Option<CustomerId>,
    /// What to do if not everything is there.
    pub fulfilment: Fulfilment,
    /// 1 to 200 products, each once.
    #[schema(min_items = 1, max_items = 200)]
    pub lines: Vec<PlaceOrderLine>,
    /// When the order was captured on a phone without signal; its prices hold for 72 hours.
    #[serde(default)]
    pub captured_at: Option<DateTime<Utc>>,
    /// Up to 500 characters for whoever prepares and delivers it.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub note: Option<String>,
}

/// A product of an order to be accepted.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PlaceOrderLine {
    /// The product.
    pub product_id: ProductId,
    /// Base units.
    #[schema(minimum = 1, maximum = 1_000_000, example = 12)]
    pub quantity: i64,
    /// The price on the customer's screen: if the present one is higher, nothing is stored (409 `price_changed`).
    #[serde(default)]
    pub price_seen: Option<Money>,
}

impl Validate for PlaceOrder {
    fn validate(&self, c: &mut Checks) {
        let none = Text::new("Add at least one product.", "Agregue al menos un producto.");
        c.check("/lines", !self.lines.is_empty(), "no_lines", none);
        let many =
            Text::new("An order has at most 200 lines; split it.", "Un pedido tiene máximo 200 líneas; divídalo.");
        c.check("/lines", self.lines.len() <= MOST_LINES, "too_many_lines", many);
        let mut seen = HashSet::new();
        for (i, line) in self.lines.iter().take(MOST_LINES).enumerate() {
            c.range(format!("/lines/{i}/quantity"), line.quantity, 1..=Quantity::MAX);
            let twice = Text::new(
                "This product is in the order already; put the quantities together.",
                "Este producto ya está en el pedido; sume las cantidades.",
            );
            c.check(format!("/lines/{i}/product_id"), seen.insert(line.product_id), "duplicate_product", twice);
            if let Some(price) = &line.price_seen {
                c.money(format!("/lines/{i}/price_seen"), price);
            }
        }
        c.text("/note", self.note.as_deref(), 0..=500);
        let age = Text::new("That is not a time of capture.", "Esa no es una hora de captura.");
        let sane = self.captured_at.is_none_or(|at| (2000..=9999).contains(&at.year()));
        c.check("/captured_at", sane, "out_of_range", age);
    }
}

/// Place an order.
///
/// It is priced, stored and answered at once; stock and delivery are found afterwards (see its timeline). A customer
/// orders for its own shop, a seller for the shops that it looks after, staff for any.
#[utoipa::path(post, path = "/api/sales/orders", tag = "sales", request_body = PlaceOrder, responses(
    (status = 202, description = "Accepted; `Location` says where it is", body = OrderView),
    (status = 200, description = "Sent before with this id: the order as it is now", body = OrderView),
))]
async fn place_order(
    State(app): State<App>,
    Extension(numbers): Extension<Arc<Numbers>>,
    Extension(strangers): Extension<Arc<Strangers>>,
    caller: Caller,
    body: Body<PlaceOrder>,
) -> Result<Reply, Problem> {
    let scope = Scope::of(&caller.principal);
    let customer_id = scope.shop(body.customer_id)?;
    prices_seen_in(app.company().currency, &body)?;
    // Products and number before the transaction: others write meanwhile.
    let wanted = body.lines.iter().map(|line| line.product_id);
    let products = store::products(app.db(), wanted, app.company().currency).await?;
    let number = numbers.lend(app.db()).await?;
    let (who, asked) = (caller.clone(), body.clone());
    app.command(&caller, &body, move |tx: Tx| async move {
        let request = &*asked;
        if let Some(id) = request.id {
            match tx.claim_id(id.0, "order", &who, &asked).await? {
                Claim::New => {}
                Claim::Same => return Ok(Reply::ok(&read_orders::view(&tx, id, who.lang).await?)),
                Claim::Taken => return Err(Problem::id_taken()),
            }
        }
        let Some(shop) = store::customer(&tx, customer_id).await? else {
            // The customer's own token proves that the shop exists; the message that tells of it is on its way.
            let is_own = scope.is_of(customer_id);
            let nobody = !is_own && strangers.is_nobody(customer_id, tx.now());
            return Err(if nobody { Problem::not_found() } else { Problem::not_ready_yet() });
        };
        if !scope.holds_shop(shop.id, shop.seller_id) {
            return Err(Problem::not_found());
        }
        if shop.status == CustomerStatus::Blocked {
            return Err(OrderRefused::CustomerBlocked.into());
        }
        let now = tx.now();
        let wanted = wanted_lines(request)?;
        let currency = tx.company().currency;
        let (lines, totals) =
            price_lines(&wanted, &products, request.captured_at, now, currency).map_err(OrderRefused::from)?;
        let order = Order::submit(NewOrder {
            id: request.id.unwrap_or_else(OrderId::new),
            number: number.keep(),
            customer_id,
            seller_id: shop.seller_id,
            ship_to: shop.ship_to,
            fulfilment: request.fulfilment,
            lines,
            totals,
            note: request.note.as_deref().map(|note| note.trim().to_owned()).filter(|note| !note.is_empty()),
            captured_at: request.captured_at.map_or(now, |at| at.trunc_subsecs(6).min(now)),
            submitted_at: now,
        });
        if store::insert(&tx, std::slice::from_ref(&order)).await? == 0 {
            return Err(Problem::id_taken());
        }
        hints::order_changed(&tx, &order);
        tx.audit(order.id.0, "order_placed", serde_json::json!({"number": order.number, "customer_id": customer_id}));
        tx.publish(&submitted(&order, &products));
        let (location, version) = (format!("/api/sales/orders/{}", order.id), order.version);
        Ok(Reply::accepted(&OrderView::of(order, vec![], who.lang)).location(location).etag(version))
    })
    .await
}

/// Prices of another currency cannot be compared.
fn prices_seen_in(currency: Currency, request: &PlaceOrder) -> Result<(), Problem> {
    let mut checks = Checks::default();
    for (i, line) in request.lines.iter().enumerate() {
        if let Some(price) = &line.price_seen {
            checks.currency(format!("/lines/{i}/price_seen"), price, currency);
        }
    }
    checks.into_result()
}

fn wanted_lines(request: &PlaceOrder) -> Result<Vec<Wanted>, Problem> {
    let wanted = |line: &PlaceOrderLine| {
        let quantity = Quantity::new(line.quantity).map_err(|_| Problem::bug())?;
        Ok(Wanted { product_id: line.product_id, quantity, price_seen: line.price_seen })
    };
    request.lines.iter().map(wanted).collect()
}

/// What stock and delivery need to know of a new order.
pub(crate) fn submitted(order: &Order, products: &HashMap<ProductId, Product>) -> OrderSubmitted {
    let measures = |id: &ProductId| products.get(id).map_or((0, 0), |p| (p.weight_grams, p.volume_ml));
    let lines = order.lines.iter().map(|line| {
        let (weight_grams, volume_ml) = measures(&line.product_id);
        OrderedLine { product_id: line.product_id, quantity: line.ordered, weight_grams, volume_ml }
    });
    OrderSubmitted {
        order_id: order.id,
        number: order.number.to_string(),
        customer_id: order.customer_id,
        seller_id: order.seller_id,
        ship_to: order.ship_to.clone(),
        fulfilment: order.fulfilment,
        lines: lines.collect(),
        submitted_at: order.submitted_at,
    }
}
