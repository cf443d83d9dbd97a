// Generated from docs/openapi.json by `npm run api`. Do not edit.
export interface paths {
    "/api/asyncapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The messages between the services (AsyncAPI) */
        get: operations["asyncapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document, to be read by people */
        get: operations["docs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Hints that something may be read again (server-sent events)
         * @description Events: `resync` (at the beginning and whenever something may have been missed: read again what you show), `changed` (`{service, resource, id, version}`; the nil id means many), `expired` (the access token has ended: come again with the next one), `signed_out`. A comment line comes every 15 seconds. Read it with `fetch` and the bearer token; share one stream between the tabs of a browser.
         */
        get: operations["events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List API keys
         * @description Those that were revoked or have expired too.
         */
        get: operations["list_api_keys"];
        put?: never;
        /**
         * Create an API key
         * @description For another system, which exchanges it for access tokens at `POST /api/identity/sessions/api-key`. The secret is shown only
         *     in this answer, so `Idempotency-Key` is ignored: revoke a key whose answer was lost.
         */
        post: operations["create_api_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show an API key */
        get: operations["show_api_key"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/api-keys/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke an API key
         * @description At once: its access tokens are refused too. It stays in the list.
         */
        post: operations["revoke_api_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/company": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show the company */
        get: operations["show_company"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change what is known of the company */
        patch: operations["change_company"];
        trace?: never;
    };
    "/api/identity/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List shops
         * @description A seller sees the shops that it looks after.
         */
        get: operations["list_customers"];
        put?: never;
        /**
         * Register a shop
         * @description Anyone registers their own, with a password. Signed in as seller, sales_manager or admin, it captures a shop: the
         *     password may be left out, and a seller looks after it from then on. A new shop is `pending` and may order.
         */
        post: operations["register_customer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/customers/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what has changed among the shops
         * @description The office gets every shop, a seller those that it looks after (with those that went to another seller in `gone`), a
         *     customer its own.
         */
        get: operations["list_customer_changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/customers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a shop
         * @description The office sees every shop, a seller those that it looks after, a customer its own.
         */
        get: operations["show_customer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a shop
         * @description Sales managers and admin change everything; other office people, the seller who looks after it and the shop itself
         *     everything but `status` and `seller_id`. What its people sign in with does not change. Blocking ends their sessions.
         */
        patch: operations["change_customer"];
        trace?: never;
    };
    "/api/identity/customers/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve a shop
         * @description It becomes `active`, whether it was pending or blocked.
         */
        post: operations["approve_customer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/customers/{id}/block": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Block a shop
         * @description It may not order from now on (403 `customer_blocked`), and the sessions of its people end.
         */
        post: operations["block_customer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/customers/{id}/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the people of a shop */
        get: operations["list_shop_users"];
        put?: never;
        /**
         * Add a person to a shop
         * @description Sales managers and admin to every shop, a seller to those that it looks after.
         */
        post: operations["add_shop_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to one thing, newest first. */
        get: operations["identity_list_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show the public keys
         * @description With which access tokens are checked, as a JSON Web Key Set; those that sign soon included.
         */
        get: operations["list_keys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show who is signed in */
        get: operations["show_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change what one is called
         * @description Access tokens say the new name from the next refresh on.
         */
        patch: operations["change_me"];
        trace?: never;
    };
    "/api/identity/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change one's own password
         * @description Ends all other sessions; the one that asks goes on. `Idempotency-Key` is ignored.
         */
        post: operations["change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show what of the shops needs somebody today */
        get: operations["show_people_overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/password-resets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a new password
         * @description If the login is somebody's who has an e-mail address, a link goes there, in the language of the request; it works once,
         *     for 30 minutes. The answer is always the same. Three mails per login and quarter of an hour; `Idempotency-Key` is ignored.
         */
        post: operations["request_password_reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/password-resets/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Choose a new password
         * @description With the token from the mail. Ends all sessions of the user. `Idempotency-Key` is ignored.
         */
        post: operations["reset_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/sellers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List sellers */
        get: operations["list_sellers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List one's own sessions
         * @description Those that have neither ended nor expired.
         */
        get: operations["list_sessions"];
        put?: never;
        /**
         * Sign in
         * @description With e-mail address or phone number and password. Ten failures in 15 minutes close a login to places that it has
         *     never been signed in from (429 `too_many_attempts`). The people of a blocked shop are told so (403 `customer_blocked`).
         */
        post: operations["sign_in"];
        /**
         * Sign out everywhere
         * @description Ends all sessions of whoever asks, this one included, and takes the cookies of this browser away.
         */
        delete: operations["sign_out_everywhere"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/sessions/api-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Exchange an API key for an access token
         * @description Send the key as `Authorization: Bearer sfk_…`, and the access token of the answer with every other request. Exchange the key
         *     again when it has expired; there is no refresh token, no session, and nobody at `GET /api/identity/me`. `Idempotency-Key` is
         *     ignored.
         */
        post: operations["exchange_api_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/sessions/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Sign out
         * @description Ends the session of the access token and takes its cookie away. The access token is refused from then on (401
         *     `token_revoked`).
         */
        delete: operations["sign_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/sessions/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get the next access token
         * @description With the refresh token in the application's cookie or in the body. It rotates: keep the one in the answer. The one
         *     before stays valid until its successor has been used, so a lost answer signs nobody out; an older one ends the
         *     session. Send no `Authorization`.
         */
        post: operations["refresh_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of one's own sessions
         * @description Such as that of a phone that was lost. Doing it again changes nothing.
         */
        delete: operations["end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/signing-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the next signing key
         * @description Published at once, used from `signs_from`. Keys are replaced every 30 days by themselves. Where one is waiting already that
         *     takes over no later than asked, nothing is made and that one is answered.
         */
        post: operations["make_signing_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/system/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The audit log, newest first. */
        get: operations["identity_list_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/system/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Dead letters, newest first (at most 200). */
        get: operations["identity_list_dead_letters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/system/dead-letters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Give a dead letter up. */
        delete: operations["identity_discard_dead_letter"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/system/dead-letters/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try a dead letter again. */
        post: operations["identity_retry_dead_letter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/system/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the service is: database, waiting and dead messages. */
        get: operations["identity_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/system/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages that wait in the inbox, by name. */
        get: operations["identity_messages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/system/republish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send the present state again to the services that keep replicas of it. */
        post: operations["identity_republish_state"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/system/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the service does by itself, and when. */
        get: operations["identity_schedules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List users */
        get: operations["list_users"];
        put?: never;
        /** Create a user */
        post: operations["create_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a user */
        get: operations["show_user"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a user
         * @description Blocking a user and giving a new password end all of the user's sessions. With other roles the sessions go on; access
         *     tokens that say the old ones are refused (401 `token_revoked`): refresh.
         */
        patch: operations["change_user"];
        trace?: never;
    };
    "/api/insights/recommendations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Recommend products to a shop.
         * @description A customer asks for its own shop, a seller for those that it looks after, staff for any. Only products that are sold.
         */
        get: operations["list_recommendations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/insights/system/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The audit log, newest first. */
        get: operations["insights_list_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/insights/system/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Dead letters, newest first (at most 200). */
        get: operations["insights_list_dead_letters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/insights/system/dead-letters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Give a dead letter up. */
        delete: operations["insights_discard_dead_letter"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/insights/system/dead-letters/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try a dead letter again. */
        post: operations["insights_retry_dead_letter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/insights/system/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the service is: database, waiting and dead messages. */
        get: operations["insights_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/insights/system/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages that wait in the inbox, by name. */
        get: operations["insights_messages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/insights/system/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the service does by itself, and when. */
        get: operations["insights_schedules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/adjustments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Correct the books: goods were counted, found, lost, damaged or thrown away */
        post: operations["adjust_stock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/availability": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell how much of products could be promised right now
         * @description On hand without what orders hold, and without lots that are expired, blocked or too short-dated.
         */
        get: operations["tell_availability"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/availability/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the availability that is new or changed since the last answer
         * @description What is sold; a product of which this tells nothing has nothing available.
         */
        get: operations["availability_changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to one thing, newest first. */
        get: operations["inventory_list_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/lots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List lots */
        get: operations["list_lots"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/movements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List movements of stock
         * @description Every change of what lies in a lot, and of what orders hold of it.
         */
        get: operations["list_movements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/movements/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a movement of stock */
        get: operations["show_movement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show what of stock needs somebody today */
        get: operations["show_stock_overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/stock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List stock per product and warehouse
         * @description A supplier sees that of its own products.
         */
        get: operations["list_stock"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/stock-check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Recompute stock from the ledger and report every difference */
        get: operations["check_stock"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/system/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The audit log, newest first. */
        get: operations["inventory_list_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/system/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Dead letters, newest first (at most 200). */
        get: operations["inventory_list_dead_letters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/system/dead-letters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Give a dead letter up. */
        delete: operations["inventory_discard_dead_letter"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/system/dead-letters/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try a dead letter again. */
        post: operations["inventory_retry_dead_letter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/system/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the service is: database, waiting and dead messages. */
        get: operations["inventory_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/system/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages that wait in the inbox, by name. */
        get: operations["inventory_messages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/system/republish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send the present state again to the services that keep replicas of it. */
        post: operations["inventory_republish_state"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/system/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the service does by itself, and when. */
        get: operations["inventory_schedules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/warehouses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List warehouses */
        get: operations["list_warehouses"];
        put?: never;
        /** Enter a warehouse */
        post: operations["create_warehouse"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/warehouses/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a warehouse */
        get: operations["show_warehouse"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change a warehouse */
        patch: operations["change_warehouse"];
        trace?: never;
    };
    "/api/logistics/calendars": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The calendars. */
        get: operations["list_calendars"];
        put?: never;
        /** Makes a calendar. */
        post: operations["create_calendar"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logistics/calendars/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A calendar. */
        get: operations["get_calendar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes a calendar. Deliveries that have a day keep it. */
        patch: operations["change_calendar"];
        trace?: never;
    };
    "/api/logistics/capacities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The days ahead that are limited, with what is used of them. A day that is not listed has its default, all of it
         *     free.
         */
        get: operations["list_capacities"];
        put?: never;
        /** Sets the capacity of a day, of a weekday or of every day. Sent again, it sets the same again. */
        post: operations["set_capacity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logistics/capacities/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The capacity of a day, or a default. */
        get: operations["get_capacity"];
        put?: never;
        post?: never;
        /** Removes the capacity of a day (its default holds again) or a default (its days are unlimited again). */
        delete: operations["remove_capacity"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logistics/capacity-defaults": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What days are limited to by default: per weekday, or every day. */
        get: operations["list_capacity_defaults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logistics/closed-days": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The days on which nothing is delivered, besides weekends and public holidays. */
        get: operations["list_closed_days"];
        put?: never;
        /** Closes a day for deliveries that have none yet. */
        post: operations["close_day"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logistics/closed-days/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A closed day. */
        get: operations["get_closed_day"];
        put?: never;
        post?: never;
        /** Opens a closed day again. */
        delete: operations["open_day"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logistics/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The deliveries, newest first. */
        get: operations["list_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logistics/deliveries/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The deliveries that are new or changed since the last answer. */
        get: operations["delivery_changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logistics/deliveries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A delivery. */
        get: operations["get_delivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logistics/delivery-options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The next days on which a shop could be delivered to, at most seven. */
        get: operations["delivery_options"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logistics/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to one thing, newest first. */
        get: operations["logistics_list_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logistics/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show how a day's deliveries stand */
        get: operations["show_deliveries_overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logistics/system/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The audit log, newest first. */
        get: operations["logistics_list_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logistics/system/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Dead letters, newest first (at most 200). */
        get: operations["logistics_list_dead_letters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logistics/system/dead-letters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Give a dead letter up. */
        delete: operations["logistics_discard_dead_letter"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logistics/system/dead-letters/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try a dead letter again. */
        post: operations["logistics_retry_dead_letter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logistics/system/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the service is: database, waiting and dead messages. */
        get: operations["logistics_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logistics/system/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages that wait in the inbox, by name. */
        get: operations["logistics_messages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logistics/system/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the service does by itself, and when. */
        get: operations["logistics_schedules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logistics/zones": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The delivery zones. */
        get: operations["list_zones"];
        put?: never;
        /** Makes a delivery zone. */
        post: operations["create_zone"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logistics/zones/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A delivery zone. */
        get: operations["get_zone"];
        put?: never;
        post?: never;
        /** Removes a delivery zone. Deliveries that have a day keep it. */
        delete: operations["delete_zone"];
        options?: never;
        head?: never;
        /** Changes a delivery zone. Deliveries that have a day keep it. */
        patch: operations["change_zone"];
        trace?: never;
    };
    "/api/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: operations["openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ordering/sagas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists sagas, newest first. */
        get: operations["list_sagas"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ordering/sagas/{order_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows the saga of an order with its log. */
        get: operations["show_saga"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ordering/sagas/{order_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lets a late or stuck saga try again: what is outstanding is sent once more. */
        post: operations["retry_saga"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ordering/system/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The audit log, newest first. */
        get: operations["ordering_list_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ordering/system/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Dead letters, newest first (at most 200). */
        get: operations["ordering_list_dead_letters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ordering/system/dead-letters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Give a dead letter up. */
        delete: operations["ordering_discard_dead_letter"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ordering/system/dead-letters/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try a dead letter again. */
        post: operations["ordering_retry_dead_letter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ordering/system/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the service is: database, waiting and dead messages. */
        get: operations["ordering_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ordering/system/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages that wait in the inbox, by name. */
        get: operations["ordering_messages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ordering/system/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the service does by itself, and when. */
        get: operations["ordering_schedules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/categories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List categories with the number of their active products */
        get: operations["list_categories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to one thing, newest first. */
        get: operations["purchasing_list_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List imports */
        get: operations["list_imports"];
        put?: never;
        /**
         * Upload a file of products or suppliers
         * @description A file that is no table, or lacks columns that every table must have, is refused at once; what is wrong with single rows is
         *     in the import when it is `checked`. Columns are known by their titles in Spanish or English, in any order. What a file
         *     does not say of a product or supplier that is there stays as it is, also where a cell is empty.
         */
        post: operations["upload_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/imports/template": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download a table for an import
         * @description Its titles are in the language of the caller. Uploaded as it is, a table with the catalogue changes nothing.
         */
        get: operations["download_import_template"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show an import with its first errors and conflicts */
        get: operations["get_import"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/imports/{id}/commit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Commit a checked import
         * @description All valid rows go into the catalogue, or none: what has begun ends, also after a power cut, or is taken back and the import
         *     is `failed`. Rows that say what is there already change nothing. Committing again changes nothing.
         */
        post: operations["commit_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/imports/{id}/errors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List everything that is wrong with the rows of an import
         * @description Sorted by `row`, as the file has them.
         */
        get: operations["list_import_errors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/imports/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Undo a committed import
         * @description What was new is archived (the same file brings it back); fields return to their old values where the import was the last to
         *     change them; what stays is listed in `conflicts`. Undoing again changes nothing.
         */
        post: operations["undo_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/media": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Announce an upload
         * @description Then send its pieces with PATCH. Repeated with the same id and content it answers 200 with the upload as it is.
         */
        post: operations["purchasing_announce_upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/media/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a medium
         * @description Once it is ready, with addresses that are good for at most 15 minutes and understand `Range`.
         */
        get: operations["purchasing_get_medium"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        /** Ask how much of an upload has come */
        head: operations["purchasing_upload_offset"];
        /**
         * Send the next piece of an upload
         * @description At most 1 MiB, from the offset at which the upload is. 204 for the last piece means that the whole is ready; where that
         *     answer was lost, or 503 `checking` came, an empty piece at the end asks again.
         */
        patch: operations["purchasing_upload_piece"];
        trace?: never;
    };
    "/api/purchasing/media/{id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the content of a medium
         * @description By an address of the medium, as it is: the signature is the right. Understands one `Range`, `If-Range` and `If-None-Match`.
         */
        get: operations["purchasing_get_content"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/media/{id}/pictures/{size}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a public picture
         * @description Only of kinds whose smaller pictures are for everybody, such as product images. It never changes: a new image has a new id.
         */
        get: operations["purchasing_get_picture"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show what of the purchase orders needs somebody today
         * @description A supplier sees it of those that it was sent.
         */
        get: operations["show_purchasing_overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List products with their present prices
         * @description Sorted by `created_at` (newest first by default), `name` or `sku`, the last two without case and accents.
         */
        get: operations["list_products"];
        put?: never;
        /** Add a product */
        post: operations["add_product"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/products/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Products that have changed since the last answer
         * @description Archived ones are `gone` for those who do not see them. A price that begins is no change: it was among `coming_prices`.
         */
        get: operations["product_changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/products/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a product with its present price */
        get: operations["get_product"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change a product */
        patch: operations["change_product"];
        trace?: never;
    };
    "/api/purchasing/products/{id}/prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the prices that a product had, has and will have
         * @description Sorted by `valid_from` (the latest first by default) or `created_at`.
         */
        get: operations["list_prices"];
        put?: never;
        /**
         * Set a price from now on or from a later instant
         * @description A price that begins at the same instant as another takes its place. The history is kept.
         */
        post: operations["price_product"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/purchase-orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List purchase orders
         * @description Sorted by `created_at` (newest first by default), `expected_on` or `number`. A supplier sees those that it was sent.
         */
        get: operations["list_purchase_orders"];
        put?: never;
        /**
         * Write a purchase order
         * @description It is a draft, which the supplier does not see, until it is sent.
         */
        post: operations["write_purchase_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/purchase-orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a purchase order with its lines and what came of it */
        get: operations["show_purchase_order"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a purchase order
         * @description A draft changes as it is. After it was sent, each change is an amendment (`…/amendments`) of which the supplier is told by
         *     mail: lines that are changed, and all lines where the expected day is another, are to be confirmed again.
         */
        patch: operations["change_purchase_order"];
        trace?: never;
    };
    "/api/purchasing/purchase-orders/{id}/amendments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what was amended of a purchase order after it was sent
         * @description Who asked for something else, or confirmed what; the latest first.
         */
        get: operations["list_purchase_order_amendments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/purchase-orders/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a purchase order
         * @description Only before anything of it has come; afterwards it can be closed.
         */
        post: operations["cancel_purchase_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/purchase-orders/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close a purchase order: what is still open will not come
         * @description It is `received` then, and short.
         */
        post: operations["close_purchase_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/purchase-orders/{id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm a purchase order: how much is delivered, and when
         * @description With `If-Match`, an order that was changed since is not confirmed unseen (412). Less or later than ordered is shown as such; it may be confirmed again, otherwise, until all of it has come. A supplier
         *     confirms its own; people of the company on its behalf.
         */
        post: operations["confirm_purchase_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/purchase-orders/{id}/receipts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Receive goods of a purchase order
         * @description More, less and damaged goods are taken as they are counted. A product with a shelf life needs the last day of its lot. The
         *     receipt is `booking` until inventory has put it into stock, a moment later.
         */
        post: operations["receive_goods"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/purchase-orders/{id}/receipts/{receipt_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a receipt of a purchase order */
        get: operations["show_receipt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/purchase-orders/{id}/send": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a purchase order to its supplier
         * @description By mail, in the language of this request; the mail links to the purchase order, where the supplier confirms. Sending what
         *     was sent changes nothing and mails nothing.
         */
        post: operations["send_purchase_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/suppliers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List suppliers
         * @description Sorted by `created_at` (newest first by default) or `legal_name`, without case and accents.
         */
        get: operations["list_suppliers"];
        put?: never;
        /** Enter a supplier */
        post: operations["register_supplier"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/suppliers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a supplier */
        get: operations["get_supplier"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change a supplier */
        patch: operations["change_supplier"];
        trace?: never;
    };
    "/api/purchasing/system/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The audit log, newest first. */
        get: operations["purchasing_list_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/system/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Dead letters, newest first (at most 200). */
        get: operations["purchasing_list_dead_letters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/system/dead-letters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Give a dead letter up. */
        delete: operations["purchasing_discard_dead_letter"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/system/dead-letters/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try a dead letter again. */
        post: operations["purchasing_retry_dead_letter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/system/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the service is: database, waiting and dead messages. */
        get: operations["purchasing_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/system/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages that wait in the inbox, by name. */
        get: operations["purchasing_messages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/system/republish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send the present state again to the services that keep replicas of it. */
        post: operations["purchasing_republish_state"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/purchasing/system/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the service does by itself, and when. */
        get: operations["purchasing_schedules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sales/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to one thing, newest first. */
        get: operations["sales_list_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sales/media": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Announce an upload
         * @description Then send its pieces with PATCH. Repeated with the same id and content it answers 200 with the upload as it is.
         */
        post: operations["sales_announce_upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sales/media/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a medium
         * @description Once it is ready, with addresses that are good for at most 15 minutes and understand `Range`.
         */
        get: operations["sales_get_medium"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        /** Ask how much of an upload has come */
        head: operations["sales_upload_offset"];
        /**
         * Send the next piece of an upload
         * @description At most 1 MiB, from the offset at which the upload is. 204 for the last piece means that the whole is ready; where that
         *     answer was lost, or 503 `checking` came, an empty piece at the end asks again.
         */
        patch: operations["sales_upload_piece"];
        trace?: never;
    };
    "/api/sales/media/{id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the content of a medium
         * @description By an address of the medium, as it is: the signature is the right. Understands one `Range`, `If-Range` and `If-None-Match`.
         */
        get: operations["sales_get_content"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sales/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List orders, newest first. */
        get: operations["list_orders"];
        put?: never;
        /**
         * Place an order.
         * @description It is priced, stored and answered at once; stock and delivery are found afterwards (see its timeline). A customer
         *     orders for its own shop, a seller for the shops that it looks after, staff for any.
         */
        post: operations["place_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sales/orders/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the orders that are new or changed since the last answer. */
        get: operations["order_changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sales/orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an order. */
        get: operations["read_order"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sales/orders/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel an order.
         * @description It is a request: if the warehouse has not begun to prepare the order, it becomes `cancelled` in a moment;
         *     otherwise it stays and its timeline says so. Asking again changes nothing.
         */
        post: operations["cancel_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sales/orders/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the timeline of an order. */
        get: operations["read_timeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sales/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show what of the orders needs somebody, and the days */
        get: operations["show_sales_overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sales/sell-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show what was sold of a supplier's products, by day or by product
         * @description A supplier sees that of its own products. It counts what was confirmed, and of delivered orders what was really delivered, by
         *     the local day on which the order was accepted.
         */
        get: operations["show_sell_out"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sales/shortages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List reports of shortages, newest first. */
        get: operations["list_shortages"];
        put?: never;
        /**
         * Report what was missing, damaged or wrong in a delivered order.
         * @description A customer reports for its own orders, a seller for those of its shops, staff for any. Only products of which something was
         *     delivered can be reported, and in all reports of an order that were not declined no more units than were ordered.
         */
        post: operations["report_shortage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sales/shortages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a report of a shortage. */
        get: operations["read_shortage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sales/shortages/{id}/settle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Settle a report of a shortage.
         * @description Once: the same answer again changes nothing, another one is refused.
         */
        post: operations["settle_shortage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sales/system/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The audit log, newest first. */
        get: operations["sales_list_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sales/system/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Dead letters, newest first (at most 200). */
        get: operations["sales_list_dead_letters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sales/system/dead-letters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Give a dead letter up. */
        delete: operations["sales_discard_dead_letter"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sales/system/dead-letters/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try a dead letter again. */
        post: operations["sales_retry_dead_letter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sales/system/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the service is: database, waiting and dead messages. */
        get: operations["sales_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sales/system/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages that wait in the inbox, by name. */
        get: operations["sales_messages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sales/system/republish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send the present state again to the services that keep replicas of it. */
        post: operations["sales_republish_state"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sales/system/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the service does by itself, and when. */
        get: operations["sales_schedules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A new person of a shop, with the role customer. One of `email` and `phone` is needed. */
        AddShopUser: {
            /** @description Unique without case. */
            email?: string | null;
            id?: components["schemas"]["UserId"] | null;
            /** @description What the person is called. */
            name: string;
            /** @description 8 to 128 characters. */
            password: components["schemas"]["Password"];
            /** @description With country code; unique. */
            phone?: string | null;
        };
        /** @description A correction of the books. */
        Adjustment: {
            /**
             * Format: int64
             * @description How many base units more (or fewer).
             * @example 24
             */
            delta: number;
            /**
             * Format: date
             * @description The lot's last day, if it expires.
             */
            expires_on?: string | null;
            /**
             * Format: uuid
             * @description Made by the caller; the same id and content again is the same adjustment.
             */
            id?: string | null;
            /**
             * @description The lot's code. Goods that come without one are kept together as goods without a code; goods that go without one
             *     are taken from the lot that expires first and has enough free.
             */
            lot?: string | null;
            /** @description In your own words. */
            note?: string | null;
            /** @description What they are. */
            product_id: components["schemas"]["ProductId"];
            /** @description Why; `found` only adds, `lost`, `damaged` and `expired` only take away. */
            reason: components["schemas"]["AdjustmentReason"];
            /** @description Where the goods lie. */
            warehouse_id: components["schemas"]["WarehouseId"];
        };
        /**
         * @description Why somebody corrects the books.
         * @enum {string}
         */
        AdjustmentReason: "counted" | "found" | "lost" | "damaged" | "expired";
        /** @description What is going to be uploaded. */
        AnnounceUpload: {
            /** @description Such as `image/jpeg`; the content must be it. */
            content_type: string;
            /**
             * Format: uuid
             * @description Made by the client.
             */
            id?: string | null;
            /** @description As the service names it. */
            kind: string;
            /** @description Of the whole, 64 hexadecimal digits. */
            sha256: string;
            /**
             * Format: int64
             * @description Of the whole.
             */
            size_bytes: number;
            /** @description What it belongs to. */
            subject: components["schemas"]["MediaSubject"];
        };
        /** @description A key, without its secret. */
        ApiKey: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description The administrator who made it. */
            created_by: components["schemas"]["UserId"];
            /**
             * Format: date-time
             * @description When it ends by itself.
             */
            expires_at?: string | null;
            /**
             * Format: uuid
             * @description The key. Its access tokens carry it as user and as session.
             */
            id: string;
            /**
             * Format: date-time
             * @description When it was last exchanged for an access token.
             */
            last_used_at?: string | null;
            /** @description What the other system is called; the name in the audit. */
            name: string;
            /**
             * Format: date-time
             * @description When it was revoked.
             */
            revoked_at?: string | null;
            /** @description What it may do. */
            roles: components["schemas"]["Role"][];
            /**
             * Format: int64
             * @description Raised by one with each change.
             */
            version: number;
        };
        /**
         * @description What somebody signs in with.
         * @enum {string}
         */
        AppName: "console" | "seller" | "customer" | "driver" | "api";
        /** @description Numbers of orders that need somebody. */
        Attention: {
            /**
             * Format: int64
             * @description Waiting for stock.
             */
            backordered: number;
            /**
             * Format: int64
             * @description Could not be delivered.
             */
            delivery_failed: number;
            /**
             * Format: int64
             * @description Rejected; of those accepted in the last 7 days.
             */
            rejected: number;
            /**
             * Format: int64
             * @description Accepted more than 15 minutes ago and still without an answer.
             */
            stuck: number;
        };
        /** @description Who changed what, when, from where. */
        Audited: {
            /**
             * Format: uuid
             * @description The user, if one was signed in.
             */
            actor?: string | null;
            /** @description The user's name. */
            actor_name: string;
            /** @description From where; nothing in the history that everybody of the company reads. */
            address?: string | null;
            /**
             * Format: date-time
             * @description When.
             */
            created_at: string;
            /** @description More about it. */
            detail: unknown;
            /**
             * Format: uuid
             * @description The entry.
             */
            id: string;
            /**
             * Format: uuid
             * @description What was changed.
             */
            subject: string;
            /** @description What happened to it. */
            what: string;
        };
        /** @description The answer for all products that were asked for. */
        Availability: {
            /**
             * Format: date-time
             * @description When it was read; other orders may have taken some of it since.
             */
            as_of: string;
            /** @description A row for each product, in the order asked; unknown products have none available. */
            items: components["schemas"]["Available"][];
        };
        /** @description How much of a product could be promised, for a phone that keeps it. */
        AvailabilityState: {
            /**
             * Format: date-time
             * @description When it was read; other orders may have taken some of it since.
             */
            as_of: string;
            /**
             * Format: int64
             * @description Base units in all warehouses together.
             */
            available: number;
            /**
             * Format: int64
             * @description Base units in the warehouse that has most: one order is filled from one warehouse, so it can get at most these.
             */
            in_one_warehouse: number;
            /** @description The product. */
            product_id: components["schemas"]["ProductId"];
            /**
             * Format: int64
             * @description Grows whenever anything may have changed.
             */
            version: number;
        };
        /** @description How much of a product could be promised. */
        Available: {
            /**
             * Format: int64
             * @description Base units in all warehouses together.
             */
            available: number;
            /**
             * Format: int64
             * @description Base units in the warehouse that has most: one order is filled from one warehouse, so it can get at most these.
             */
            in_one_warehouse: number;
            /** @description The product. */
            product_id: components["schemas"]["ProductId"];
        };
        /** @description A calendar. */
        Calendar: {
            /**
             * @description Unique; zones name it.
             * @example default
             */
            code: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: int64
             * @description Orders before this local hour count on the same day, 0 to 24.
             * @example 16
             */
            cut_off_hour: number;
            /**
             * Format: uuid
             * @description The calendar.
             */
            id: string;
            /**
             * Format: int64
             * @description Raised by one with each change.
             */
            version: number;
            /** @description The weekdays on which trucks go out. Public holidays and closed days are never among them. */
            weekdays: components["schemas"]["Weekday"][];
        };
        /** @description What to change. */
        CalendarPatch: {
            /**
             * Format: int64
             * @description 0 to 24 (24: the whole day).
             */
            cut_off_hour?: number | null;
            /** @description At least one weekday. */
            weekdays?: components["schemas"]["Weekday"][] | null;
        };
        /** @description Capacity of a warehouse on a day; or, without a day, its default. */
        Capacity: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: int64
             * @description The most weight in grams; unlimited if absent.
             */
            grams?: number | null;
            /**
             * Format: uuid
             * @description The entry.
             */
            id: string;
            /**
             * Format: date
             * @description The company's local day; absent in a default.
             */
            on?: string | null;
            /** @description Who decided the limits of the day. */
            set_by: components["schemas"]["SetBy"];
            /**
             * Format: int64
             * @description The most shops visited; unlimited if absent.
             */
            stops?: number | null;
            /**
             * Format: int64
             * @description Weight of the day's deliveries in grams.
             */
            used_grams: number;
            /**
             * Format: int64
             * @description Shops with a delivery on the day.
             */
            used_stops: number;
            /**
             * Format: int64
             * @description Raised by one with each change, each booking included.
             */
            version: number;
            /** @description The warehouse. */
            warehouse_id: components["schemas"]["WarehouseId"];
            weekday?: components["schemas"]["Weekday"] | null;
        };
        /**
         * @description Whether a supplier or product takes part.
         * @enum {string}
         */
        CatalogueStatus: "active" | "archived";
        /** @description All categories. */
        Categories: {
            /** @description By name; at most 1,000. */
            items: components["schemas"]["Category"][];
        };
        /** @description A category of products. */
        Category: {
            /**
             * @description As it is written on one of its products.
             * @example lacteos
             */
            category: string;
            /**
             * Format: int64
             * @description How many active products it has.
             */
            products: number;
        };
        /** @description A change of it: JSON merge patch; what is empty is not known. */
        ChangeCompany: {
            /** @description Where it is. */
            address?: string | null;
            /** @description Where it is written to. */
            email?: string | null;
            /** @description As in its contracts. */
            legal_name?: string | null;
            /** @description Where it is called. */
            phone?: string | null;
            /** @description Its number with the tax office. */
            tax_id?: string | null;
        };
        /** @description A change of a shop: JSON merge patch. */
        ChangeCustomer: {
            /** @description Street address. */
            address?: string | null;
            /** @description The shop's name. */
            business_name?: string | null;
            /** @description City. */
            city?: string | null;
            /** @description Unique without case. Does not change what its people sign in with. */
            email?: string | null;
            location?: components["schemas"]["Location"] | null;
            /** @description Whom to ask for. */
            name?: string | null;
            /** @description E.164. Does not change what its people sign in with. */
            phone?: string | null;
            seller_id?: components["schemas"]["SellerId"] | null;
            status?: components["schemas"]["CustomerStatus"] | null;
        };
        /** @description What everybody may change of themselves. */
        ChangeMe: {
            /** @description What the user is called. */
            name: string;
        };
        /** @description The password as it is and as it shall be. */
        ChangePassword: {
            /** @description The present password. */
            current: components["schemas"]["Password"];
            /** @description 8 to 128 characters. */
            password: components["schemas"]["Password"];
        };
        /** @description A change of a user: JSON merge patch. */
        ChangeUser: {
            customer_id?: components["schemas"]["CustomerId"] | null;
            /** @description Unique without case. */
            email?: string | null;
            /** @description What the user is called. */
            name?: string | null;
            password?: components["schemas"]["Password"] | null;
            /** @description E.164; unique. */
            phone?: string | null;
            /** @description All of the user's roles. */
            roles?: components["schemas"]["Role"][] | null;
            start_point?: components["schemas"]["Location"] | null;
            status?: components["schemas"]["UserStatus"] | null;
            supplier_id?: components["schemas"]["SupplierId"] | null;
            /** @description All warehouses of a warehouse worker; an empty list means all there are. */
            warehouse_ids?: components["schemas"]["WarehouseId"][] | null;
            /** @description The territory of a seller, in words. */
            zone?: string | null;
        };
        /** @description An answer of `…/changes`. */
        Changes_AvailabilityState: {
            /** @description Ids of what is gone: deleted, archived, or no longer the caller's. */
            gone: string[];
            /** @description Whole items that are new or changed. One that is there already in this version is to be dropped. */
            items: {
                /**
                 * Format: date-time
                 * @description When it was read; other orders may have taken some of it since.
                 */
                as_of: string;
                /**
                 * Format: int64
                 * @description Base units in all warehouses together.
                 */
                available: number;
                /**
                 * Format: int64
                 * @description Base units in the warehouse that has most: one order is filled from one warehouse, so it can get at most these.
                 */
                in_one_warehouse: number;
                /** @description The product. */
                product_id: components["schemas"]["ProductId"];
                /**
                 * Format: int64
                 * @description Grows whenever anything may have changed.
                 */
                version: number;
            }[];
            /** @description Whether more is waiting: ask again at once. */
            more: boolean;
            /** @description The token for the next request. */
            next: string;
        };
        /** @description An answer of `…/changes`. */
        Changes_Customer: {
            /** @description Ids of what is gone: deleted, archived, or no longer the caller's. */
            gone: string[];
            /** @description Whole items that are new or changed. One that is there already in this version is to be dropped. */
            items: {
                /** @description Street address. */
                address: string;
                /** @description The shop's name. */
                business_name: string;
                /** @description City, if known. */
                city?: string | null;
                /**
                 * Format: date-time
                 * @description When it came.
                 */
                created_at: string;
                /** @description Unique without case. */
                email?: string | null;
                /** @description The shop. */
                id: components["schemas"]["CustomerId"];
                location?: components["schemas"]["Location"] | null;
                /** @description Whom to ask for. */
                name?: string | null;
                /** @description E.164; unique. */
                phone: string;
                seller_id?: components["schemas"]["SellerId"] | null;
                /** @description Whether it may order. */
                status: components["schemas"]["CustomerStatus"];
                /**
                 * Format: date-time
                 * @description When it last changed.
                 */
                updated_at: string;
                /**
                 * Format: int64
                 * @description Raised by one with each change.
                 */
                version: number;
            }[];
            /** @description Whether more is waiting: ask again at once. */
            more: boolean;
            /** @description The token for the next request. */
            next: string;
        };
        /** @description An answer of `…/changes`. */
        Changes_Delivery: {
            /** @description Ids of what is gone: deleted, archived, or no longer the caller's. */
            gone: string[];
            /** @description Whole items that are new or changed. One that is there already in this version is to be dropped. */
            items: {
                /**
                 * Format: date-time
                 * @description When it was scheduled.
                 */
                created_at: string;
                /** @description The shop. */
                customer_id: components["schemas"]["CustomerId"];
                /** @description The delivery. */
                id: components["schemas"]["DeliveryId"];
                /**
                 * @description The order's number, as said over the phone.
                 * @example 00001238
                 */
                number: string;
                /**
                 * Format: date
                 * @description The company's local day.
                 */
                on: string;
                /** @description The order that it brings. */
                order_id: components["schemas"]["OrderId"];
                /** @description Where to, as it was when the order was accepted. */
                ship_to: components["schemas"]["ShipTo"];
                /** @description How far it is. */
                status: components["schemas"]["DeliveryStatus"];
                /**
                 * Format: date-time
                 * @description When it last changed.
                 */
                updated_at: string;
                /**
                 * Format: int64
                 * @description Raised by one with each change.
                 */
                version: number;
                /**
                 * Format: int64
                 * @description Volume in millilitres.
                 */
                volume_ml: number;
                /** @description From where. */
                warehouse_id: components["schemas"]["WarehouseId"];
                /**
                 * Format: int64
                 * @description Weight in grams.
                 */
                weight_grams: number;
            }[];
            /** @description Whether more is waiting: ask again at once. */
            more: boolean;
            /** @description The token for the next request. */
            next: string;
        };
        /** @description An answer of `…/changes`. */
        Changes_Order: {
            /** @description Ids of what is gone: deleted, archived, or no longer the caller's. */
            gone: string[];
            /** @description Whole items that are new or changed. One that is there already in this version is to be dropped. */
            items: {
                /** @description The orders that wait for what is missing from this one. */
                backorder_ids?: components["schemas"]["OrderId"][];
                /** @description The shop's name when the order was accepted. */
                business_name: string;
                /**
                 * Format: date-time
                 * @description When somebody asked for it to be cancelled, while that is not decided or was granted.
                 */
                cancel_requested_at?: string | null;
                /**
                 * Format: date-time
                 * @description When it was captured, perhaps without signal.
                 */
                captured_at: string;
                /**
                 * Format: date-time
                 * @description When it was accepted.
                 */
                created_at: string;
                /** @description Who bought. */
                customer_id: components["schemas"]["CustomerId"];
                delivery?: components["schemas"]["OrderDelivery"] | null;
                /** @description All or nothing, or what there is. */
                fulfilment: components["schemas"]["Fulfilment"];
                /** @description Unique for ever. */
                id: components["schemas"]["OrderId"];
                /** @description Every product once. */
                lines: components["schemas"]["OrderLine"][];
                /** @description What the customer wrote. */
                note?: string | null;
                /** @description Eight digits to be said over the phone, the last a check digit. */
                number: components["schemas"]["OrderNumber"];
                parent_id?: components["schemas"]["OrderId"] | null;
                reason?: components["schemas"]["OrderReason"] | null;
                seller_id?: components["schemas"]["SellerId"] | null;
                /** @description Where it goes, as it was when the order was accepted. */
                ship_to: components["schemas"]["ShipTo"];
                /** @description Where it stands. */
                status: components["schemas"]["OrderStatus"];
                /** @description Sum of the lines, without tax. */
                subtotal: components["schemas"]["Money"];
                /** @description Sum of the lines' tax. */
                tax: components["schemas"]["Money"];
                /** @description Sum of the lines, with tax. */
                total: components["schemas"]["Money"];
                /**
                 * Format: date-time
                 * @description When it last changed.
                 */
                updated_at: string;
                /**
                 * Format: int64
                 * @description Raised by one with each change.
                 */
                version: number;
                /**
                 * Format: date-time
                 * @description Since when the customer has waited for what is in this backorder; after 14 days it is closed.
                 */
                waits_since?: string | null;
            }[];
            /** @description Whether more is waiting: ask again at once. */
            more: boolean;
            /** @description The token for the next request. */
            next: string;
        };
        /** @description An answer of `…/changes`. */
        Changes_SyncedProduct: {
            /** @description Ids of what is gone: deleted, archived, or no longer the caller's. */
            gone: string[];
            /** @description Whole items that are new or changed. One that is there already in this version is to be dropped. */
            items: (components["schemas"]["Product"] & {
                /** @description Prices that begin later, the next one first. */
                coming_prices: components["schemas"]["PriceFrom"][];
            })[];
            /** @description Whether more is waiting: ask again at once. */
            more: boolean;
            /** @description The token for the next request. */
            next: string;
        };
        /** @description A closed day. */
        ClosedDay: {
            /**
             * Format: date-time
             * @description When it was entered.
             */
            created_at: string;
            /**
             * Format: uuid
             * @description The entry.
             */
            id: string;
            /**
             * @description Why.
             * @example Inventario anual
             */
            name: string;
            /**
             * Format: date
             * @description The company's local day.
             */
            on: string;
            /**
             * Format: int64
             * @description Raised by one with each change.
             */
            version: number;
        };
        /** @description The company whose installation this is. */
        CompanyDetails: {
            /** @description Where it is. */
            address: string;
            /**
             * Format: date-time
             * @description When this installation began.
             */
            created_at: string;
            /** @description Where it is written to. */
            email: string;
            /**
             * Format: uuid
             * @description Always the same.
             */
            id: string;
            /** @description As in its contracts; empty until somebody says it, like all that follows. */
            legal_name: string;
            /** @description Where it is called. */
            phone: string;
            /** @description Its number with the tax office. */
            tax_id: string;
            /**
             * Format: date-time
             * @description When this last changed.
             */
            updated_at: string;
            /**
             * Format: int64
             * @description Raised by one with each change.
             */
            version: number;
        };
        /** @description What the supplier says. Lines that are not named are delivered as ordered. */
        ConfirmPurchaseOrder: {
            /** @description Lines that differ, each product once. */
            lines?: components["schemas"]["ConfirmPurchaseOrderLine"][];
            /** @description For the buyer; kept with the amendment. */
            note?: string | null;
            /**
             * Format: date
             * @description The company's local day of lines that name none; the expected day where it is left out.
             */
            on?: string | null;
        };
        /** @description What the supplier says of a line. */
        ConfirmPurchaseOrderLine: {
            /**
             * Format: date
             * @description On which day.
             */
            on?: string | null;
            /** @description The product. */
            product_id: components["schemas"]["ProductId"];
            /**
             * Format: int64
             * @description Base units that it delivers; 0 for none.
             */
            quantity: number;
        };
        /** @description How many of what. */
        Counts: {
            /**
             * Format: int64
             * @description Rows that change something.
             */
            changed: number;
            /**
             * Format: int64
             * @description Things that an undo could not return to how they were.
             */
            conflict_count: number;
            /**
             * Format: int64
             * @description Errors, of which a row can have several.
             */
            error_count: number;
            /**
             * Format: int64
             * @description Rows that make something new; before the commit: that would.
             */
            new: number;
            /**
             * Format: int64
             * @description Rows below the titles that are not blank.
             */
            rows: number;
            /**
             * Format: int64
             * @description Rows that change nothing.
             */
            unchanged: number;
            /**
             * Format: int64
             * @description Rows without errors.
             */
            valid: number;
        };
        /** @description A new key. */
        CreateApiKey: {
            /**
             * Format: date-time
             * @description When it ends by itself; never if it is left out.
             */
            expires_at?: string | null;
            /**
             * @description What the other system is called.
             * @example ERP
             */
            name: string;
            /** @description What it may do: roles of the office. */
            roles: components["schemas"]["Role"][];
        };
        /** @description A new user. One of `email` and `phone` is needed. */
        CreateUser: {
            customer_id?: components["schemas"]["CustomerId"] | null;
            /** @description Unique without case. */
            email?: string | null;
            id?: components["schemas"]["UserId"] | null;
            /** @description What the user is called. */
            name: string;
            /** @description 8 to 128 characters. */
            password: components["schemas"]["Password"];
            /** @description With country code; unique. */
            phone?: string | null;
            /** @description What the user may do. */
            roles: components["schemas"]["Role"][];
            start_point?: components["schemas"]["Location"] | null;
            supplier_id?: components["schemas"]["SupplierId"] | null;
            /** @description The warehouses of a warehouse worker; none means all. */
            warehouse_ids?: components["schemas"]["WarehouseId"][];
            /** @description The territory of a seller, in words. */
            zone?: string | null;
        };
        /** @description A shop that buys. */
        Customer: {
            /** @description Street address. */
            address: string;
            /** @description The shop's name. */
            business_name: string;
            /** @description City, if known. */
            city?: string | null;
            /**
             * Format: date-time
             * @description When it came.
             */
            created_at: string;
            /** @description Unique without case. */
            email?: string | null;
            /** @description The shop. */
            id: components["schemas"]["CustomerId"];
            location?: components["schemas"]["Location"] | null;
            /** @description Whom to ask for. */
            name?: string | null;
            /** @description E.164; unique. */
            phone: string;
            seller_id?: components["schemas"]["SellerId"] | null;
            /** @description Whether it may order. */
            status: components["schemas"]["CustomerStatus"];
            /**
             * Format: date-time
             * @description When it last changed.
             */
            updated_at: string;
            /**
             * Format: int64
             * @description Raised by one with each change.
             */
            version: number;
        };
        /**
         * Format: uuid
         * @description A shop that buys.
         */
        CustomerId: string;
        /**
         * @description Whether a shop may order.
         * @enum {string}
         */
        CustomerStatus: "pending" | "active" | "blocked" | "unknown";
        /** @description A dead letter, as the desk shows it. */
        DeadLetter: {
            /**
             * Format: int64
             * @description How often it was tried.
             */
            attempts: number;
            /** @description What the conversation is about. */
            correlation: string;
            /**
             * Format: date-time
             * @description When it arrived.
             */
            created_at: string;
            /** @description Its body. */
            data: unknown;
            /** @description What the last attempt said. */
            error: string;
            /**
             * Format: uuid
             * @description The message's id.
             */
            id: string;
            /** @description Its name. */
            name: string;
        };
        /**
         * @description The office's answer to a report.
         * @enum {string}
         */
        Decision: "accepted" | "declined";
        /** @description A day's deliveries. */
        DeliveriesOverview: {
            /**
             * Format: date
             * @description The local day.
             */
            on: string;
            /** @description Each warehouse with deliveries on that day. */
            warehouses: components["schemas"]["WarehouseDay"][];
        };
        /** @description One drop at one shop for one order. */
        Delivery: {
            /**
             * Format: date-time
             * @description When it was scheduled.
             */
            created_at: string;
            /** @description The shop. */
            customer_id: components["schemas"]["CustomerId"];
            /** @description The delivery. */
            id: components["schemas"]["DeliveryId"];
            /**
             * @description The order's number, as said over the phone.
             * @example 00001238
             */
            number: string;
            /**
             * Format: date
             * @description The company's local day.
             */
            on: string;
            /** @description The order that it brings. */
            order_id: components["schemas"]["OrderId"];
            /** @description Where to, as it was when the order was accepted. */
            ship_to: components["schemas"]["ShipTo"];
            /** @description How far it is. */
            status: components["schemas"]["DeliveryStatus"];
            /**
             * Format: date-time
             * @description When it last changed.
             */
            updated_at: string;
            /**
             * Format: int64
             * @description Raised by one with each change.
             */
            version: number;
            /**
             * Format: int64
             * @description Volume in millilitres.
             */
            volume_ml: number;
            /** @description From where. */
            warehouse_id: components["schemas"]["WarehouseId"];
            /**
             * Format: int64
             * @description Weight in grams.
             */
            weight_grams: number;
        };
        /**
         * Format: uuid
         * @description One drop at one shop for one order.
         */
        DeliveryId: string;
        /** @description A day with room. */
        DeliveryOption: {
            /**
             * Format: date
             * @description The company's local day.
             */
            on: string;
            /**
             * @description Its code.
             * @example BOG
             */
            warehouse_code: string;
            /** @description The warehouse that would deliver: the one asked for, or the nearest to the shop. */
            warehouse_id: components["schemas"]["WarehouseId"];
            /** @description Its name. */
            warehouse_name: string;
        };
        /**
         * @description How far a delivery is.
         * @enum {string}
         */
        DeliveryStatus: "scheduled" | "in_transit" | "delivered" | "failed" | "cancelled";
        /** @description A lot whose numbers do not agree with each other. */
        Difference: {
            /**
             * Format: int64
             * @description Base units that orders hold, as the sum of the reservations that are held or being picked.
             */
            held_by_orders: number;
            /**
             * Format: int64
             * @description Base units that lie there, as the sum of the ledger.
             */
            ledger_on_hand: number;
            /**
             * Format: int64
             * @description Base units that orders hold, as the sum of the ledger.
             */
            ledger_reserved: number;
            /** @description The lot. */
            lot_id: components["schemas"]["LotId"];
            /**
             * Format: int64
             * @description Base units that lie there, as stock says.
             */
            on_hand: number;
            /** @description What is in it. */
            product_id: components["schemas"]["ProductId"];
            /**
             * Format: int64
             * @description Base units that orders hold, as stock says.
             */
            reserved: number;
            /** @description Where it lies. */
            warehouse_id: components["schemas"]["WarehouseId"];
        };
        /** @description On what a recommendation rests; the figures that belong to its reason. */
        Evidence: {
            /**
             * Format: int64
             * @description `due_again`: days since the last of them.
             */
            days_since?: number | null;
            /**
             * Format: date
             * @description `due_again`: the local day of the last of them.
             */
            last_on?: string | null;
            /**
             * Format: double
             * @description `bought_together`: how many times as often as by chance.
             */
            lift?: number | null;
            /**
             * Format: int32
             * @description `bought_together`: orders of all shops in half a year with what the shop buys.
             */
            orders?: number | null;
            /** @description `due_again`: on how many days the shop bought it in half a year. */
            purchases?: number | null;
            /**
             * Format: int32
             * @description `bought_together`: shops that have ordered both at once.
             */
            shops?: number | null;
            /**
             * Format: int32
             * @description `bought_together`: of these, orders with both.
             */
            together?: number | null;
            /**
             * Format: double
             * @description `due_again`: the median of the days between two of them.
             */
            usual_days?: number | null;
            /**
             * Format: int64
             * @description `due_again`: the median of what was ordered on a day, in base units.
             */
            usual_units?: number | null;
        };
        /** @description One field of a problem document. */
        FieldProblem: {
            /** @description Stable, snake_case. */
            code: string;
            /** @description What to do, in the reader's language. */
            detail: string;
            /**
             * @description JSON pointer into the body, or the name of a query parameter.
             * @example /lines/0/quantity
             */
            pointer: string;
        };
        /**
         * @description What the customer chose for the case that not everything is there.
         * @enum {string}
         */
        Fulfilment: "complete" | "available";
        /** @description How a service is. */
        Health: {
            /**
             * Format: int64
             * @description Transactions that this process has committed since its start.
             */
            commits: number;
            /** @description Whether its database answers. */
            database: string;
            /**
             * Format: int64
             * @description Messages that nobody could handle.
             */
            dead: number;
            /**
             * Format: int64
             * @description Messages in the outbox that wait for the broker.
             */
            outgoing: number;
            /** @description The service. */
            service: string;
            /**
             * Format: int64
             * @description Messages in the inbox that wait.
             */
            waiting: number;
            /**
             * Format: int64
             * @description Units of work in them; on SQLite several may share a commit.
             */
            writes: number;
        };
        /** @description An import with its first errors and conflicts. */
        Import: components["schemas"]["ImportSummary"] & {
            /** @description What an undo left as it is; the first 1,000. */
            conflicts: components["schemas"]["ImportConflict"][];
            /** @description The first 1,000 errors; the others are at `…/errors`. */
            errors: components["schemas"]["ImportError"][];
        };
        /** @description A field that an undo left as it is. */
        ImportConflict: {
            /** @description Its value before the import; `null` for what was new. */
            before: unknown;
            /** @description Why it stays. */
            code: components["schemas"]["Why"];
            /** @description The field. */
            column: string;
            /** @description What happened, and what can be done. */
            detail: string;
            /**
             * Format: uuid
             * @description The product or supplier.
             */
            id: string;
            /** @description What the import made of it. */
            imported: unknown;
            /** @description Its SKU or legal name. */
            name: string;
            /** @description What it is now. */
            present: unknown;
            /**
             * Format: int64
             * @description The row of the file.
             */
            row: number;
        };
        /** @description What is wrong with a cell. */
        ImportError: {
            /** @description Stable, snake_case. */
            code: string;
            /** @description The title of the column, as the file has it; empty where it is about the whole row. */
            column: string;
            /** @description What to do. */
            detail: string;
            /**
             * Format: uuid
             * @description The error itself.
             */
            id: string;
            /**
             * Format: int64
             * @description The row, as the spreadsheet shows it.
             */
            row: number;
            /** @description What the cell holds. */
            value: string;
        };
        /** @description Why an import failed, in the reader's language. */
        ImportFailure: {
            /** @description Stable, snake_case. */
            code: string;
            /** @description What happened and what to do. */
            detail: string;
        };
        /** @description The form of an upload (for the API description). */
        ImportForm: {
            /**
             * Format: binary
             * @description A table: CSV (semicolons, commas or tabs; UTF-8, UTF-16 or Windows-1252) or `.xlsx`; at most 32 MB and 200,000 rows.
             */
            file: string;
            id?: components["schemas"]["ImportId"] | null;
            /** @description What it lists. */
            kind: components["schemas"]["ImportKind"];
        };
        /**
         * Format: uuid
         * @description A file of products or suppliers on its way into the catalogue.
         */
        ImportId: string;
        /**
         * @description What a table lists.
         * @enum {string}
         */
        ImportKind: "products" | "suppliers";
        /** @description How far something has come. */
        ImportProgress: {
            /**
             * Format: int64
             * @description Rows that are done.
             */
            done: number;
            /**
             * Format: int64
             * @description Rows in all.
             */
            of: number;
        };
        /**
         * @description Where an import is, as people see it.
         * @enum {string}
         */
        ImportStatus: "checking" | "checked" | "committing" | "committed" | "undoing" | "undone" | "failed";
        /** @description An import as lists show it. */
        ImportSummary: components["schemas"]["Counts"] & {
            /**
             * Format: date-time
             * @description When all its rows were in the catalogue.
             */
            committed_at?: string | null;
            /**
             * Format: date-time
             * @description When.
             */
            created_at: string;
            /** @description Who uploaded it. */
            created_by: string;
            /** @description As it was called. */
            file_name: string;
            /** @description `csv` or `xlsx`. */
            format: string;
            /** @description Unique for ever. */
            id: components["schemas"]["ImportId"];
            /** @description Columns that were not read, because their titles are not known. */
            ignored_columns: string[];
            /** @description What it lists. */
            kind: components["schemas"]["ImportKind"];
            /** @description How far what is being done has come. */
            progress: components["schemas"]["ImportProgress"];
            reason?: components["schemas"]["ImportFailure"] | null;
            /** @description Where it is. */
            status: components["schemas"]["ImportStatus"];
            /**
             * Format: date-time
             * @description When they had been taken back.
             */
            undone_at?: string | null;
            /**
             * Format: date-time
             * @description When it last went on.
             */
            updated_at: string;
            /**
             * Format: int64
             * @description Raised by one with each step.
             */
            version: number;
        };
        /** @description A list that is always short. */
        Items_DeadLetter: {
            /** @description All of them. */
            items: {
                /**
                 * Format: int64
                 * @description How often it was tried.
                 */
                attempts: number;
                /** @description What the conversation is about. */
                correlation: string;
                /**
                 * Format: date-time
                 * @description When it arrived.
                 */
                created_at: string;
                /** @description Its body. */
                data: unknown;
                /** @description What the last attempt said. */
                error: string;
                /**
                 * Format: uuid
                 * @description The message's id.
                 */
                id: string;
                /** @description Its name. */
                name: string;
            }[];
        };
        /** @description A list that is always short. */
        Items_Scheduled: {
            /** @description All of them. */
            items: {
                /** @description What its last run said, if it failed. */
                last_error?: string | null;
                /**
                 * Format: date-time
                 * @description When it last began.
                 */
                last_started_at?: string | null;
                /** @description What it is called. */
                name: string;
                /**
                 * Format: date-time
                 * @description When it runs next.
                 */
                next_at?: string | null;
            }[];
        };
        /** @description A list that is always short. */
        Items_Waiting: {
            /** @description All of them. */
            items: {
                /**
                 * Format: int64
                 * @description How many of them have failed at least once.
                 */
                failed: number;
                /** @description The message's name. */
                name: string;
                /**
                 * Format: int64
                 * @description How many wait.
                 */
                waiting: number;
            }[];
        };
        /** @description An access token for another system. */
        KeyExchanged: {
            /** @description Send it as `Authorization: Bearer …`. */
            access_token: string;
            /**
             * Format: int64
             * @description Seconds until the access token expires.
             * @example 600
             */
            expires_in: number;
            /** @description What it may do. */
            roles: components["schemas"]["Role"][];
            /**
             * @description Always `Bearer`.
             * @example Bearer
             */
            token_type: string;
        };
        /** @description A JSON Web Key Set (RFC 7517). */
        KeySet: {
            /** @description The keys that access tokens may be signed with. */
            keys: components["schemas"]["PublicKey"][];
        };
        /** @description A row of the ledger as people see it. */
        LedgerEntry: {
            actor_id?: components["schemas"]["UserId"] | null;
            /**
             * Format: date-time
             * @description When it happened.
             */
            at: string;
            /**
             * Format: int64
             * @description What lay in the lot afterwards.
             */
            balance_after: number;
            /**
             * Format: date-time
             * @description When it was written down.
             */
            created_at: string;
            /**
             * Format: int64
             * @description By how much what lies there changed, in base units.
             */
            delta: number;
            /**
             * Format: int64
             * @description By how much what orders hold changed, in base units.
             */
            delta_reserved: number;
            /**
             * Format: date
             * @description The lot's last day, if it expires.
             */
            expires_on?: string | null;
            /**
             * Format: uuid
             * @description Its id; an adjustment's own id.
             */
            id: string;
            /** @description The lot's code, if it has one. */
            lot?: string | null;
            /** @description The lot. */
            lot_id: components["schemas"]["LotId"];
            /** @description In somebody's own words. */
            note?: string | null;
            /** @description What is in it. */
            product_id: components["schemas"]["ProductId"];
            /** @description Why. */
            reason: components["schemas"]["MovementReason"];
            /**
             * Format: uuid
             * @description What it belongs to, such as an order.
             */
            reference?: string | null;
            /**
             * Format: int64
             * @description What orders held of it afterwards.
             */
            reserved_after: number;
            /** @description Where it lies. */
            warehouse_id: components["schemas"]["WarehouseId"];
        };
        /** @description A point in WGS 84 degrees. */
        Location: {
            /**
             * Format: double
             * @description Degrees north of the equator, −90 to 90.
             * @example 4.65
             */
            lat: number;
            /**
             * Format: double
             * @description Degrees east of Greenwich, −180 to 180.
             * @example -74.08
             */
            lon: number;
        };
        /** @description One entry's meaning. */
        LogNote: {
            /** @description What was decided. */
            code: components["schemas"]["NoteCode"];
            /** @description Values for the text, by name: `sent` (messages), `command`, `reason`, `attempt`, `on` (a day). */
            params?: {
                [key: string]: string;
            };
        };
        /**
         * Format: uuid
         * @description A batch of one product with one expiry day, in one warehouse.
         */
        LotId: string;
        /** @description What lies in a lot. */
        LotLevel: {
            /**
             * Format: int64
             * @description Base units that could be promised today.
             */
            available: number;
            /**
             * Format: date-time
             * @description When it came.
             */
            created_at: string;
            /**
             * Format: date
             * @description Its last day, if it expires.
             */
            expires_on?: string | null;
            /** @description The lot. */
            id: components["schemas"]["LotId"];
            /** @description Its code, if it has one. */
            lot?: string | null;
            /**
             * Format: int64
             * @description Base units that lie there.
             */
            on_hand: number;
            /** @description What is in it. */
            product_id: components["schemas"]["ProductId"];
            /**
             * Format: int64
             * @description Base units of these that orders hold.
             */
            reserved: number;
            /** @description Whether it may be promised at all. */
            state: components["schemas"]["LotState"];
            /**
             * Format: date-time
             * @description When it last changed.
             */
            updated_at: string;
            /**
             * Format: int64
             * @description Raised by one with each change.
             */
            version: number;
            /** @description Where it lies. */
            warehouse_id: components["schemas"]["WarehouseId"];
        };
        /**
         * @description Whether a lot may be promised to customers at all.
         * @enum {string}
         */
        LotState: "sellable" | "blocked";
        /** @description When the next key takes over. */
        MakeSigningKey: {
            /**
             * Format: date-time
             * @description From when it signs: in a minute to 30 days; a day from now by default. The key before is believed for one more hour.
             */
            signs_from?: string | null;
        };
        /**
         * @description Where a medium stands.
         * @enum {string}
         */
        MediaStatus: "uploading" | "checking" | "ready";
        /** @description What a medium belongs to. */
        MediaSubject: {
            /**
             * Format: uuid
             * @description Which one.
             */
            id: string;
            /** @description Such as `product`. */
            type: string;
        };
        /** @description A medium. */
        Medium: {
            /** @description As announced; once it is ready, also what it is. */
            content_type: string;
            /**
             * Format: date-time
             * @description When it was announced.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Until when `url` and those of the variants are good; ask again then.
             */
            expires_at?: string | null;
            /**
             * Format: uuid
             * @description The medium.
             */
            id: string;
            /** @description As the service names it. */
            kind: string;
            /** @description Of the whole, in hex. */
            sha256: string;
            /**
             * Format: int64
             * @description Of the whole.
             */
            size_bytes: number;
            /** @description Where it stands. */
            status: components["schemas"]["MediaStatus"];
            /** @description What it belongs to. */
            subject: components["schemas"]["MediaSubject"];
            /**
             * Format: int64
             * @description So many bytes have come.
             */
            upload_offset: number;
            /** @description Where it can be read without a token: in the answer of GET, once it is ready. Relative to this interface, or whole. */
            url?: string | null;
            /** @description Smaller pictures of an image, largest first. */
            variants: components["schemas"]["MediumVariant"][];
            /**
             * Format: int64
             * @description Raised with each change.
             */
            version: number;
        };
        /** @description A smaller picture of an image, as a JPEG. */
        MediumVariant: {
            /**
             * Format: int32
             * @description Pixels.
             */
            height: number;
            /**
             * Format: int32
             * @description Most pixels of its longer side.
             */
            size: number;
            /**
             * Format: int64
             * @description Of the JPEG.
             */
            size_bytes: number;
            /** @description Where it can be read without a token. */
            url: string;
            /**
             * Format: int32
             * @description Pixels.
             */
            width: number;
        };
        /** @description An amount of money: whole minor units of one currency. */
        Money: {
            /**
             * Format: int64
             * @description Minor units (for COP: centavos, so 1,250 pesos are 125000).
             * @example 1234500
             */
            amount: number;
            /**
             * @description ISO 4217 code; one per installation.
             * @example COP
             */
            currency: string;
        };
        /**
         * @description Why stock changed.
         * @enum {string}
         */
        MovementReason: "counted" | "found" | "lost" | "damaged" | "expired" | "opening" | "received" | "issued" | "reserved" | "released" | "unknown";
        /** @description A new key with its secret. */
        NewApiKey: components["schemas"]["ApiKey"] & {
            /** @description `sfk_<id>_<secret>`: what the other system presents. It is shown this once. */
            secret: string;
        };
        /** @description A calendar to make. */
        NewCalendar: {
            /** @description Unique, 1 to 40 characters. */
            code: string;
            /**
             * Format: int64
             * @description 0 to 24 (24: the whole day).
             */
            cut_off_hour: number;
            /**
             * Format: uuid
             * @description Made by the client, for safe repetition.
             */
            id?: string | null;
            /** @description At least one weekday. */
            weekdays: components["schemas"]["Weekday"][];
        };
        /** @description A day to close. */
        NewClosedDay: {
            /**
             * Format: uuid
             * @description Made by the client, for safe repetition.
             */
            id?: string | null;
            /** @description Why, 1 to 120 characters. */
            name: string;
            /**
             * Format: date
             * @description The company's local day.
             */
            on: string;
        };
        /** @description A price to come, or of now. */
        NewPrice: {
            /** @description For one base unit, without tax, in the company's currency. */
            price: components["schemas"]["Money"];
            /**
             * Format: date-time
             * @description The first instant at which it holds: now or in the next five years. Up to five minutes ago means now.
             */
            valid_from: string;
        };
        /** @description What a buyer enters about a product. */
        NewProduct: {
            /**
             * @description GTIN, or whatever the maker prints: letters, digits and hyphens.
             * @example 7709412001072
             */
            barcode?: string | null;
            /**
             * @description Such as `lacteos`.
             * @example lacteos
             */
            category?: string | null;
            id?: components["schemas"]["ProductId"] | null;
            /** @description A whole `https://` address of a picture. */
            image_url?: string | null;
            /**
             * Format: int64
             * @description Days a lot must have left to be sold; not more than its shelf life.
             */
            min_days_left?: number | null;
            /**
             * @description As shown.
             * @example Leche entera 1 L
             */
            name: string;
            /**
             * Format: int64
             * @description Base units in a pack, a way to type quantities; 1 where it is left out.
             */
            pack_size?: number | null;
            /** @description For one base unit, without tax, in the company's currency; it holds from now. */
            price: components["schemas"]["Money"];
            /**
             * Format: int64
             * @description Days from production to expiry.
             */
            shelf_life_days?: number | null;
            /**
             * @description The company's own code; unique without case.
             * @example LAC-LEC-1000
             */
            sku: string;
            /** @description Who makes it. */
            supplier_id: components["schemas"]["SupplierId"];
            tax_rate_bp?: components["schemas"]["TaxRate"] | null;
            /**
             * @description Such as `bottle`; `unit` where it is left out.
             * @example bottle
             */
            unit?: string | null;
            /**
             * Format: int64
             * @description Volume of a base unit.
             */
            volume_ml?: number | null;
            /**
             * Format: int64
             * @description Weight of a base unit.
             */
            weight_grams?: number | null;
        };
        /** @description A purchase order to be written. */
        NewPurchaseOrder: {
            /**
             * Format: date
             * @description The company's local day on which it is expected.
             */
            expected_on: string;
            id?: components["schemas"]["PurchaseOrderId"] | null;
            /** @description 1 to 500 products, each once. */
            lines: components["schemas"]["NewPurchaseOrderLine"][];
            /** @description For the supplier. */
            note?: string | null;
            /** @description Who delivers. */
            supplier_id: components["schemas"]["SupplierId"];
            /** @description Where to. */
            warehouse_id: components["schemas"]["WarehouseId"];
        };
        /** @description A product that is ordered. */
        NewPurchaseOrderLine: {
            /** @description The product, one of the supplier's. */
            product_id: components["schemas"]["ProductId"];
            /**
             * Format: int64
             * @description Base units.
             * @example 240
             */
            quantity: number;
            /** @description For one base unit, without tax, in the company's currency. */
            unit_cost: components["schemas"]["Money"];
        };
        /** @description What came. */
        NewPurchaseReceipt: {
            id?: components["schemas"]["ReceiptId"] | null;
            /** @description 1 to 500 lots; a product may come in several. */
            lines: components["schemas"]["PurchaseReceiptLine"][];
            /** @description In your own words. */
            note?: string | null;
        };
        /** @description What a buyer enters about a supplier. */
        NewSupplier: {
            /**
             * Format: email
             * @description Unique without case.
             * @example ventas@fuentenieve.example
             */
            email: string;
            id?: components["schemas"]["SupplierId"] | null;
            /**
             * @description Unique without case and accents.
             * @example Lácteos Fuentenieve S.A.
             */
            legal_name: string;
            /**
             * @description E.164.
             * @example +576017453218
             */
            phone?: string | null;
            /**
             * @description As the tax office writes it, such as a NIT.
             * @example 860514927-9
             */
            tax_id?: string | null;
        };
        /** @description What a person says about a new warehouse. */
        NewWarehouse: {
            /** @description Street address. */
            address: string;
            /** @description City. */
            city: string;
            /**
             * @description Unique without case, such as `BOG`.
             * @example BOG
             */
            code: string;
            id?: components["schemas"]["WarehouseId"] | null;
            /** @description Where it stands. */
            location: components["schemas"]["Location"];
            /** @description As shown. */
            name: string;
        };
        /** @description A zone to make. */
        NewZone: {
            /** @description The code of a calendar; `default` if absent. */
            calendar?: string | null;
            /** @description Up to 200 cities of 1 to 80 characters; none makes it the warehouse's fallback. */
            cities?: string[];
            /**
             * Format: uuid
             * @description Made by the client, for safe repetition.
             */
            id?: string | null;
            /**
             * Format: int64
             * @description 0 to 14 business days; 1 if absent.
             */
            lead_days?: number | null;
            /** @description 1 to 120 characters. */
            name: string;
            /** @description The warehouse that delivers there. */
            warehouse_id: components["schemas"]["WarehouseId"];
        };
        /** @description A signing key that waits for its time. */
        NextSigningKey: {
            /** @description As in the header of a token and in the public key set. */
            kid: string;
            /**
             * Format: date-time
             * @description From when it signs.
             */
            signs_from: string;
        };
        /**
         * @description What the saga decided.
         * @enum {string}
         */
        NoteCode: "stock_asked" | "stock_awaited" | "still_waiting" | "waited_too_long" | "not_waiting" | "delivery_asked" | "confirmed" | "rejected" | "release_asked_to_reject" | "release_asked_to_cancel" | "cancelled" | "delivery_given_back" | "cancellation_refused" | "cancellation_came_first" | "cancelled_on_arrival" | "rejection_stands" | "already_cancelling" | "already_ended" | "sent_again" | "order_overdue" | "command_given_up" | "retried" | "ignored" | "unknown";
        /** @description An order. */
        Order: {
            /** @description The orders that wait for what is missing from this one. */
            backorder_ids?: components["schemas"]["OrderId"][];
            /** @description The shop's name when the order was accepted. */
            business_name: string;
            /**
             * Format: date-time
             * @description When somebody asked for it to be cancelled, while that is not decided or was granted.
             */
            cancel_requested_at?: string | null;
            /**
             * Format: date-time
             * @description When it was captured, perhaps without signal.
             */
            captured_at: string;
            /**
             * Format: date-time
             * @description When it was accepted.
             */
            created_at: string;
            /** @description Who bought. */
            customer_id: components["schemas"]["CustomerId"];
            delivery?: components["schemas"]["OrderDelivery"] | null;
            /** @description All or nothing, or what there is. */
            fulfilment: components["schemas"]["Fulfilment"];
            /** @description Unique for ever. */
            id: components["schemas"]["OrderId"];
            /** @description Every product once. */
            lines: components["schemas"]["OrderLine"][];
            /** @description What the customer wrote. */
            note?: string | null;
            /** @description Eight digits to be said over the phone, the last a check digit. */
            number: components["schemas"]["OrderNumber"];
            parent_id?: components["schemas"]["OrderId"] | null;
            reason?: components["schemas"]["OrderReason"] | null;
            seller_id?: components["schemas"]["SellerId"] | null;
            /** @description Where it goes, as it was when the order was accepted. */
            ship_to: components["schemas"]["ShipTo"];
            /** @description Where it stands. */
            status: components["schemas"]["OrderStatus"];
            /** @description Sum of the lines, without tax. */
            subtotal: components["schemas"]["Money"];
            /** @description Sum of the lines' tax. */
            tax: components["schemas"]["Money"];
            /** @description Sum of the lines, with tax. */
            total: components["schemas"]["Money"];
            /**
             * Format: date-time
             * @description When it last changed.
             */
            updated_at: string;
            /**
             * Format: int64
             * @description Raised by one with each change.
             */
            version: number;
            /**
             * Format: date-time
             * @description Since when the customer has waited for what is in this backorder; after 14 days it is closed.
             */
            waits_since?: string | null;
        };
        /** @description The delivery of an order. */
        OrderDelivery: {
            /** @description The delivery. */
            id: components["schemas"]["DeliveryId"];
            /**
             * Format: date
             * @description The company's local day.
             */
            on: string;
            /** @description From where. */
            warehouse_id: components["schemas"]["WarehouseId"];
        };
        /**
         * Format: uuid
         * @description What a shop ordered.
         */
        OrderId: string;
        /** @description A line of an order. */
        OrderLine: {
            /**
             * Format: int64
             * @description Base units that became an order of their own.
             */
            backordered: number;
            /**
             * Format: int64
             * @description Base units delivered.
             */
            delivered: number;
            /** @description Its name when the order was accepted. */
            name: string;
            /** @description Price × quantity. */
            net: components["schemas"]["Money"];
            /** @description The product. */
            product_id: components["schemas"]["ProductId"];
            /**
             * Format: int64
             * @description Base units ordered.
             */
            quantity: number;
            reason?: components["schemas"]["OrderReason"] | null;
            /**
             * Format: int64
             * @description Base units held in the warehouse.
             */
            reserved: number;
            /** @description Its SKU when the order was accepted. */
            sku: string;
            /** @description What may be ordered instead, best first, in an order that is rejected or waits; as it was then. */
            substitutes?: components["schemas"]["Substitute"][];
            /** @description Tax, rounded half away from zero. */
            tax: components["schemas"]["Money"];
            /** @description Tax on top, in basis points. */
            tax_rate_bp: components["schemas"]["TaxRate"];
            /** @description Net + tax. */
            total: components["schemas"]["Money"];
            /** @description For one base unit, without tax. */
            unit_price: components["schemas"]["Money"];
        };
        /**
         * @description The number of an order, unique in an installation.
         * @example 10000004
         */
        OrderNumber: string;
        /** @description Why something happened, for programs and for people. */
        OrderReason: {
            /** @description For programs. */
            code: components["schemas"]["ReasonCode"];
            /** @description Values by name. */
            params: {
                [key: string]: string;
            };
            /** @description For people, in the reader's language. */
            text: string;
        };
        /**
         * @description Where an order stands.
         * @enum {string}
         */
        OrderStatus: "submitted" | "confirmed" | "scheduled" | "picking" | "in_transit" | "delivered" | "rejected" | "cancelled" | "delivery_failed" | "backordered";
        /**
         * @description The name of an [`Outcome`].
         * @enum {string}
         */
        OutcomeName: "confirmed" | "rejected" | "cancelled";
        /** @description A sign-in that goes on. */
        OwnSession: {
            /** @description From where it was last used. */
            address?: string | null;
            /** @description With what somebody signed in. */
            app: components["schemas"]["AppName"];
            /**
             * Format: date-time
             * @description When it began.
             */
            created_at: string;
            /** @description Whether it is the one that asks. */
            current: boolean;
            /** @description The session. */
            id: components["schemas"]["SessionId"];
            /**
             * Format: date-time
             * @description When it was last used to get an access token.
             */
            last_used_at: string;
            /** @description What the client called itself when the session was last used. */
            user_agent?: string | null;
        };
        /** @description One page of a list. */
        Page_ApiKey: {
            /** @description The items, in the order asked for. */
            items: {
                /**
                 * Format: date-time
                 * @description When it was made.
                 */
                created_at: string;
                /** @description The administrator who made it. */
                created_by: components["schemas"]["UserId"];
                /**
                 * Format: date-time
                 * @description When it ends by itself.
                 */
                expires_at?: string | null;
                /**
                 * Format: uuid
                 * @description The key. Its access tokens carry it as user and as session.
                 */
                id: string;
                /**
                 * Format: date-time
                 * @description When it was last exchanged for an access token.
                 */
                last_used_at?: string | null;
                /** @description What the other system is called; the name in the audit. */
                name: string;
                /**
                 * Format: date-time
                 * @description When it was revoked.
                 */
                revoked_at?: string | null;
                /** @description What it may do. */
                roles: components["schemas"]["Role"][];
                /**
                 * Format: int64
                 * @description Raised by one with each change.
                 */
                version: number;
            }[];
            /** @description Ask for the next page with it; absent on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_Audited: {
            /** @description The items, in the order asked for. */
            items: {
                /**
                 * Format: uuid
                 * @description The user, if one was signed in.
                 */
                actor?: string | null;
                /** @description The user's name. */
                actor_name: string;
                /** @description From where; nothing in the history that everybody of the company reads. */
                address?: string | null;
                /**
                 * Format: date-time
                 * @description When.
                 */
                created_at: string;
                /** @description More about it. */
                detail: unknown;
                /**
                 * Format: uuid
                 * @description The entry.
                 */
                id: string;
                /**
                 * Format: uuid
                 * @description What was changed.
                 */
                subject: string;
                /** @description What happened to it. */
                what: string;
            }[];
            /** @description Ask for the next page with it; absent on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_Calendar: {
            /** @description The items, in the order asked for. */
            items: {
                /**
                 * @description Unique; zones name it.
                 * @example default
                 */
                code: string;
                /**
                 * Format: date-time
                 * @description When it was made.
                 */
                created_at: string;
                /**
                 * Format: int64
                 * @description Orders before this local hour count on the same day, 0 to 24.
                 * @example 16
                 */
                cut_off_hour: number;
                /**
                 * Format: uuid
                 * @description The calendar.
                 */
                id: string;
                /**
                 * Format: int64
                 * @description Raised by one with each change.
                 */
                version: number;
                /** @description The weekdays on which trucks go out. Public holidays and closed days are never among them. */
                weekdays: components["schemas"]["Weekday"][];
            }[];
            /** @description Ask for the next page with it; absent on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_Capacity: {
            /** @description The items, in the order asked for. */
            items: {
                /**
                 * Format: date-time
                 * @description When it was made.
                 */
                created_at: string;
                /**
                 * Format: int64
                 * @description The most weight in grams; unlimited if absent.
                 */
                grams?: number | null;
                /**
                 * Format: uuid
                 * @description The entry.
                 */
                id: string;
                /**
                 * Format: date
                 * @description The company's local day; absent in a default.
                 */
                on?: string | null;
                /** @description Who decided the limits of the day. */
                set_by: components["schemas"]["SetBy"];
                /**
                 * Format: int64
                 * @description The most shops visited; unlimited if absent.
                 */
                stops?: number | null;
                /**
                 * Format: int64
                 * @description Weight of the day's deliveries in grams.
                 */
                used_grams: number;
                /**
                 * Format: int64
                 * @description Shops with a delivery on the day.
                 */
                used_stops: number;
                /**
                 * Format: int64
                 * @description Raised by one with each change, each booking included.
                 */
                version: number;
                /** @description The warehouse. */
                warehouse_id: components["schemas"]["WarehouseId"];
                weekday?: components["schemas"]["Weekday"] | null;
            }[];
            /** @description Ask for the next page with it; absent on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_ClosedDay: {
            /** @description The items, in the order asked for. */
            items: {
                /**
                 * Format: date-time
                 * @description When it was entered.
                 */
                created_at: string;
                /**
                 * Format: uuid
                 * @description The entry.
                 */
                id: string;
                /**
                 * @description Why.
                 * @example Inventario anual
                 */
                name: string;
                /**
                 * Format: date
                 * @description The company's local day.
                 */
                on: string;
                /**
                 * Format: int64
                 * @description Raised by one with each change.
                 */
                version: number;
            }[];
            /** @description Ask for the next page with it; absent on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_Customer: {
            /** @description The items, in the order asked for. */
            items: {
                /** @description Street address. */
                address: string;
                /** @description The shop's name. */
                business_name: string;
                /** @description City, if known. */
                city?: string | null;
                /**
                 * Format: date-time
                 * @description When it came.
                 */
                created_at: string;
                /** @description Unique without case. */
                email?: string | null;
                /** @description The shop. */
                id: components["schemas"]["CustomerId"];
                location?: components["schemas"]["Location"] | null;
                /** @description Whom to ask for. */
                name?: string | null;
                /** @description E.164; unique. */
                phone: string;
                seller_id?: components["schemas"]["SellerId"] | null;
                /** @description Whether it may order. */
                status: components["schemas"]["CustomerStatus"];
                /**
                 * Format: date-time
                 * @description When it last changed.
                 */
                updated_at: string;
                /**
                 * Format: int64
                 * @description Raised by one with each change.
                 */
                version: number;
            }[];
            /** @description Ask for the next page with it; absent on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_Delivery: {
            /** @description The items, in the order asked for. */
            items: {
                /**
                 * Format: date-time
                 * @description When it was scheduled.
                 */
                created_at: string;
                /** @description The shop. */
                customer_id: components["schemas"]["CustomerId"];
                /** @description The delivery. */
                id: components["schemas"]["DeliveryId"];
                /**
                 * @description The order's number, as said over the phone.
                 * @example 00001238
                 */
                number: string;
                /**
                 * Format: date
                 * @description The company's local day.
                 */
                on: string;
                /** @description The order that it brings. */
                order_id: components["schemas"]["OrderId"];
                /** @description Where to, as it was when the order was accepted. */
                ship_to: components["schemas"]["ShipTo"];
                /** @description How far it is. */
                status: components["schemas"]["DeliveryStatus"];
                /**
                 * Format: date-time
                 * @description When it last changed.
                 */
                updated_at: string;
                /**
                 * Format: int64
                 * @description Raised by one with each change.
                 */
                version: number;
                /**
                 * Format: int64
                 * @description Volume in millilitres.
                 */
                volume_ml: number;
                /** @description From where. */
                warehouse_id: components["schemas"]["WarehouseId"];
                /**
                 * Format: int64
                 * @description Weight in grams.
                 */
                weight_grams: number;
            }[];
            /** @description Ask for the next page with it; absent on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_DeliveryOption: {
            /** @description The items, in the order asked for. */
            items: {
                /**
                 * Format: date
                 * @description The company's local day.
                 */
                on: string;
                /**
                 * @description Its code.
                 * @example BOG
                 */
                warehouse_code: string;
                /** @description The warehouse that would deliver: the one asked for, or the nearest to the shop. */
                warehouse_id: components["schemas"]["WarehouseId"];
                /** @description Its name. */
                warehouse_name: string;
            }[];
            /** @description Ask for the next page with it; absent on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_ImportError: {
            /** @description The items, in the order asked for. */
            items: {
                /** @description Stable, snake_case. */
                code: string;
                /** @description The title of the column, as the file has it; empty where it is about the whole row. */
                column: string;
                /** @description What to do. */
                detail: string;
                /**
                 * Format: uuid
                 * @description The error itself.
                 */
                id: string;
                /**
                 * Format: int64
                 * @description The row, as the spreadsheet shows it.
                 */
                row: number;
                /** @description What the cell holds. */
                value: string;
            }[];
            /** @description Ask for the next page with it; absent on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_ImportSummary: {
            /** @description The items, in the order asked for. */
            items: (components["schemas"]["Counts"] & {
                /**
                 * Format: date-time
                 * @description When all its rows were in the catalogue.
                 */
                committed_at?: string | null;
                /**
                 * Format: date-time
                 * @description When.
                 */
                created_at: string;
                /** @description Who uploaded it. */
                created_by: string;
                /** @description As it was called. */
                file_name: string;
                /** @description `csv` or `xlsx`. */
                format: string;
                /** @description Unique for ever. */
                id: components["schemas"]["ImportId"];
                /** @description Columns that were not read, because their titles are not known. */
                ignored_columns: string[];
                /** @description What it lists. */
                kind: components["schemas"]["ImportKind"];
                /** @description How far what is being done has come. */
                progress: components["schemas"]["ImportProgress"];
                reason?: components["schemas"]["ImportFailure"] | null;
                /** @description Where it is. */
                status: components["schemas"]["ImportStatus"];
                /**
                 * Format: date-time
                 * @description When they had been taken back.
                 */
                undone_at?: string | null;
                /**
                 * Format: date-time
                 * @description When it last went on.
                 */
                updated_at: string;
                /**
                 * Format: int64
                 * @description Raised by one with each step.
                 */
                version: number;
            })[];
            /** @description Ask for the next page with it; absent on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_LedgerEntry: {
            /** @description The items, in the order asked for. */
            items: {
                actor_id?: components["schemas"]["UserId"] | null;
                /**
                 * Format: date-time
                 * @description When it happened.
                 */
                at: string;
                /**
                 * Format: int64
                 * @description What lay in the lot afterwards.
                 */
                balance_after: number;
                /**
                 * Format: date-time
                 * @description When it was written down.
                 */
                created_at: string;
                /**
                 * Format: int64
                 * @description By how much what lies there changed, in base units.
                 */
                delta: number;
                /**
                 * Format: int64
                 * @description By how much what orders hold changed, in base units.
                 */
                delta_reserved: number;
                /**
                 * Format: date
                 * @description The lot's last day, if it expires.
                 */
                expires_on?: string | null;
                /**
                 * Format: uuid
                 * @description Its id; an adjustment's own id.
                 */
                id: string;
                /** @description The lot's code, if it has one. */
                lot?: string | null;
                /** @description The lot. */
                lot_id: components["schemas"]["LotId"];
                /** @description In somebody's own words. */
                note?: string | null;
                /** @description What is in it. */
                product_id: components["schemas"]["ProductId"];
                /** @description Why. */
                reason: components["schemas"]["MovementReason"];
                /**
                 * Format: uuid
                 * @description What it belongs to, such as an order.
                 */
                reference?: string | null;
                /**
                 * Format: int64
                 * @description What orders held of it afterwards.
                 */
                reserved_after: number;
                /** @description Where it lies. */
                warehouse_id: components["schemas"]["WarehouseId"];
            }[];
            /** @description Ask for the next page with it; absent on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_LotLevel: {
            /** @description The items, in the order asked for. */
            items: {
                /**
                 * Format: int64
                 * @description Base units that could be promised today.
                 */
                available: number;
                /**
                 * Format: date-time
                 * @description When it came.
                 */
                created_at: string;
                /**
                 * Format: date
                 * @description Its last day, if it expires.
                 */
                expires_on?: string | null;
                /** @description The lot. */
                id: components["schemas"]["LotId"];
                /** @description Its code, if it has one. */
                lot?: string | null;
                /**
                 * Format: int64
                 * @description Base units that lie there.
                 */
                on_hand: number;
                /** @description What is in it. */
                product_id: components["schemas"]["ProductId"];
                /**
                 * Format: int64
                 * @description Base units of these that orders hold.
                 */
                reserved: number;
                /** @description Whether it may be promised at all. */
                state: components["schemas"]["LotState"];
                /**
                 * Format: date-time
                 * @description When it last changed.
                 */
                updated_at: string;
                /**
                 * Format: int64
                 * @description Raised by one with each change.
                 */
                version: number;
                /** @description Where it lies. */
                warehouse_id: components["schemas"]["WarehouseId"];
            }[];
            /** @description Ask for the next page with it; absent on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_Order: {
            /** @description The items, in the order asked for. */
            items: {
                /** @description The orders that wait for what is missing from this one. */
                backorder_ids?: components["schemas"]["OrderId"][];
                /** @description The shop's name when the order was accepted. */
                business_name: string;
                /**
                 * Format: date-time
                 * @description When somebody asked for it to be cancelled, while that is not decided or was granted.
                 */
                cancel_requested_at?: string | null;
                /**
                 * Format: date-time
                 * @description When it was captured, perhaps without signal.
                 */
                captured_at: string;
                /**
                 * Format: date-time
                 * @description When it was accepted.
                 */
                created_at: string;
                /** @description Who bought. */
                customer_id: components["schemas"]["CustomerId"];
                delivery?: components["schemas"]["OrderDelivery"] | null;
                /** @description All or nothing, or what there is. */
                fulfilment: components["schemas"]["Fulfilment"];
                /** @description Unique for ever. */
                id: components["schemas"]["OrderId"];
                /** @description Every product once. */
                lines: components["schemas"]["OrderLine"][];
                /** @description What the customer wrote. */
                note?: string | null;
                /** @description Eight digits to be said over the phone, the last a check digit. */
                number: components["schemas"]["OrderNumber"];
                parent_id?: components["schemas"]["OrderId"] | null;
                reason?: components["schemas"]["OrderReason"] | null;
                seller_id?: components["schemas"]["SellerId"] | null;
                /** @description Where it goes, as it was when the order was accepted. */
                ship_to: components["schemas"]["ShipTo"];
                /** @description Where it stands. */
                status: components["schemas"]["OrderStatus"];
                /** @description Sum of the lines, without tax. */
                subtotal: components["schemas"]["Money"];
                /** @description Sum of the lines' tax. */
                tax: components["schemas"]["Money"];
                /** @description Sum of the lines, with tax. */
                total: components["schemas"]["Money"];
                /**
                 * Format: date-time
                 * @description When it last changed.
                 */
                updated_at: string;
                /**
                 * Format: int64
                 * @description Raised by one with each change.
                 */
                version: number;
                /**
                 * Format: date-time
                 * @description Since when the customer has waited for what is in this backorder; after 14 days it is closed.
                 */
                waits_since?: string | null;
            }[];
            /** @description Ask for the next page with it; absent on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_OwnSession: {
            /** @description The items, in the order asked for. */
            items: {
                /** @description From where it was last used. */
                address?: string | null;
                /** @description With what somebody signed in. */
                app: components["schemas"]["AppName"];
                /**
                 * Format: date-time
                 * @description When it began.
                 */
                created_at: string;
                /** @description Whether it is the one that asks. */
                current: boolean;
                /** @description The session. */
                id: components["schemas"]["SessionId"];
                /**
                 * Format: date-time
                 * @description When it was last used to get an access token.
                 */
                last_used_at: string;
                /** @description What the client called itself when the session was last used. */
                user_agent?: string | null;
            }[];
            /** @description Ask for the next page with it; absent on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_Product: {
            /** @description The items, in the order asked for. */
            items: (components["schemas"]["ProductDetails"] & {
                /**
                 * Format: date-time
                 * @description When it was entered.
                 */
                created_at: string;
                /** @description Unique for ever. */
                id: components["schemas"]["ProductId"];
                /** @description The present price of a base unit, without tax. */
                price: components["schemas"]["Money"];
                /**
                 * Format: date-time
                 * @description Since when that price holds.
                 */
                price_valid_from: string;
                /** @description Whether it can be ordered. */
                status: components["schemas"]["CatalogueStatus"];
                /** @description The legal name of who makes it. */
                supplier_name: string;
                /**
                 * Format: date-time
                 * @description When it was last changed.
                 */
                updated_at: string;
                /**
                 * Format: int64
                 * @description Raised by one with each change; a scheduled price that begins is none.
                 */
                version: number;
            })[];
            /** @description Ask for the next page with it; absent on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_ProductPrice: {
            /** @description The items, in the order asked for. */
            items: {
                /**
                 * Format: date-time
                 * @description When it was set.
                 */
                created_at: string;
                /**
                 * Format: uuid
                 * @description The price itself.
                 */
                id: string;
                /** @description For one base unit, without tax. */
                price: components["schemas"]["Money"];
                /** @description The product that has it. */
                product_id: components["schemas"]["ProductId"];
                /**
                 * Format: date-time
                 * @description The first instant at which it holds, until the next one.
                 */
                valid_from: string;
            }[];
            /** @description Ask for the next page with it; absent on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_PurchaseOrderAmendment: {
            /** @description The items, in the order asked for. */
            items: {
                /** @description Who did it. */
                by: components["schemas"]["UserId"];
                /** @description The name of whoever did it. */
                by_name: string;
                /** @description What is another now. */
                changes: components["schemas"]["PurchaseOrderFieldChange"][];
                /**
                 * Format: date-time
                 * @description When.
                 */
                created_at: string;
                /**
                 * Format: uuid
                 * @description Unique for ever.
                 */
                id: string;
                /** @description Who amended: the buyer or the supplier. */
                kind: components["schemas"]["PurchaseOrderAmendmentKind"];
                /** @description In the words of whoever confirmed. */
                note?: string | null;
                /** @description The purchase order. */
                purchase_order_id: components["schemas"]["PurchaseOrderId"];
                /**
                 * Format: int64
                 * @description The version of the purchase order since then.
                 */
                version: number;
            }[];
            /** @description Ask for the next page with it; absent on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_PurchaseOrderSummary: {
            /** @description The items, in the order asked for. */
            items: {
                /**
                 * Format: date-time
                 * @description When somebody said that the rest will not come.
                 */
                closed_at?: string | null;
                /**
                 * Format: date-time
                 * @description When the supplier last confirmed.
                 */
                confirmed_at?: string | null;
                /**
                 * Format: date-time
                 * @description When it was written.
                 */
                created_at: string;
                /** @description Who wrote it. */
                created_by: components["schemas"]["UserId"];
                /** @description The name of whoever wrote it. */
                created_by_name: string;
                /**
                 * Format: date
                 * @description The company's local day on which the buyer expects it.
                 */
                expected_on: string;
                /** @description Unique for ever. */
                id: components["schemas"]["PurchaseOrderId"];
                /** @description Whether it should have come before today, and has not. */
                late: boolean;
                /**
                 * Format: int64
                 * @description How many lines it has.
                 */
                line_count: number;
                /** @description For the supplier. */
                note?: string | null;
                /**
                 * @description To be said over the phone: a letter and digits, the last a check digit.
                 * @example P10000004
                 */
                number: string;
                /**
                 * Format: int64
                 * @description Base units ordered, of all lines.
                 */
                ordered_units: number;
                /**
                 * Format: date
                 * @description The day on which the last of it comes, as far as the supplier has said.
                 */
                promised_on?: string | null;
                /**
                 * Format: int64
                 * @description Usable base units that have come, of all lines.
                 */
                received_units: number;
                /**
                 * Format: date-time
                 * @description When it was sent.
                 */
                sent_at?: string | null;
                /** @description Whether less will come than was ordered, as far as is known. */
                short: boolean;
                /** @description Where it stands. */
                status: components["schemas"]["PurchaseOrderStatus"];
                /** @description Who delivers. */
                supplier_id: components["schemas"]["SupplierId"];
                /** @description The supplier's legal name. */
                supplier_name: string;
                /** @description Sum of the lines, without tax. */
                total: components["schemas"]["Money"];
                /**
                 * Format: date-time
                 * @description When it last changed.
                 */
                updated_at: string;
                /**
                 * Format: int64
                 * @description Raised by one with each change.
                 */
                version: number;
                /** @description Where to. */
                warehouse_id: components["schemas"]["WarehouseId"];
                /** @description The warehouse's name. */
                warehouse_name?: string | null;
            }[];
            /** @description Ask for the next page with it; absent on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_SagaView: {
            /** @description The items, in the order asked for. */
            items: {
                /**
                 * Format: int64
                 * @description Deadlines that passed since the last progress.
                 */
                attempts: number;
                /**
                 * Format: date-time
                 * @description As `started_at`.
                 */
                created_at: string;
                /**
                 * Format: date-time
                 * @description When the awaited command is sent again.
                 */
                deadline_at?: string | null;
                /** @description Whether it makes progress. */
                health: components["schemas"]["SagaHealth"];
                /** @description The order's id. */
                id: components["schemas"]["OrderId"];
                /** @description What the receivers of dead commands said. */
                last_error?: string | null;
                /** @description The order's number; absent while only its cancellation has arrived. */
                number?: string | null;
                /** @description The same. */
                order_id: components["schemas"]["OrderId"];
                outcome?: components["schemas"]["OutcomeName"] | null;
                /**
                 * Format: date-time
                 * @description When the first message about the order came.
                 */
                started_at: string;
                /** @description How far it is. */
                state: components["schemas"]["State"];
                /**
                 * Format: date-time
                 * @description When anything last happened.
                 */
                updated_at: string;
                /**
                 * Format: int64
                 * @description Raised by one whenever anything happens.
                 */
                version: number;
                /** @description The message that it waits for, or whose answer it waits for. */
                waiting_for?: string | null;
            }[];
            /** @description Ask for the next page with it; absent on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_Seller: {
            /** @description The items, in the order asked for. */
            items: {
                /**
                 * Format: date-time
                 * @description When the seller came.
                 */
                created_at: string;
                /** @description E-mail address. */
                email?: string | null;
                /** @description The seller; the same as its user. */
                id: components["schemas"]["SellerId"];
                /** @description What the seller is called. */
                name: string;
                /** @description E.164. */
                phone?: string | null;
                start_point?: components["schemas"]["Location"] | null;
                /** @description Whether the seller may sign in. */
                status: components["schemas"]["UserStatus"];
                /**
                 * Format: int64
                 * @description Raised by one with each change.
                 */
                version: number;
                /** @description The territory, in words. */
                zone?: string | null;
            }[];
            /** @description Ask for the next page with it; absent on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_Shortage: {
            /** @description The items, in the order asked for. */
            items: {
                /** @description What the office wrote when it answered. */
                answer?: string | null;
                /**
                 * Format: date-time
                 * @description When it was captured, perhaps without signal.
                 */
                captured_at: string;
                /**
                 * Format: date-time
                 * @description When it arrived.
                 */
                created_at: string;
                /** @description Whose order it was. */
                customer_id: components["schemas"]["CustomerId"];
                /** @description The report. */
                id: components["schemas"]["ShortageId"];
                /** @description What was wrong. Their names are in the order. */
                lines: components["schemas"]["ShortageLine"][];
                /** @description What the reporter wrote. */
                note?: string | null;
                /** @description The order. */
                order_id: components["schemas"]["OrderId"];
                /** @description Its number. */
                order_number: components["schemas"]["OrderNumber"];
                /** @description Its photos, those that are still on their way too. */
                photos: components["schemas"]["ShortagePhoto"][];
                /** @description The reporter's name. */
                reported_by: string;
                seller_id?: components["schemas"]["SellerId"] | null;
                /**
                 * Format: date-time
                 * @description When the office answered.
                 */
                settled_at?: string | null;
                /** @description Where it stands. */
                status: components["schemas"]["ShortageStatus"];
                /**
                 * Format: date-time
                 * @description When it last changed.
                 */
                updated_at: string;
                /**
                 * Format: int64
                 * @description Raised by one with each change.
                 */
                version: number;
            }[];
            /** @description Ask for the next page with it; absent on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_StockLevel: {
            /** @description The items, in the order asked for. */
            items: {
                /**
                 * Format: int64
                 * @description Base units that could be promised: in lots that are neither expired nor blocked nor too short-dated.
                 */
                available: number;
                /**
                 * Format: date-time
                 * @description When the product first came here.
                 */
                created_at: string;
                /**
                 * Format: double
                 * @description Base units that orders take each day, on an average of four weeks.
                 */
                daily_demand: number;
                /**
                 * Format: double
                 * @description For how many days what is available lasts; nothing where nobody asks for it.
                 */
                days_of_cover?: number | null;
                /**
                 * Format: uuid
                 * @description Of this product in this warehouse.
                 */
                id: string;
                /**
                 * Format: int64
                 * @description Base units that lie there, in whatever state.
                 */
                on_hand: number;
                /** @description The product. */
                product_id: components["schemas"]["ProductId"];
                /**
                 * Format: int64
                 * @description Base units of these that orders hold.
                 */
                reserved: number;
                /** @description The warehouse. */
                warehouse_id: components["schemas"]["WarehouseId"];
            }[];
            /** @description Ask for the next page with it; absent on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_Supplier: {
            /** @description The items, in the order asked for. */
            items: (components["schemas"]["SupplierDetails"] & {
                /**
                 * Format: date-time
                 * @description When it was entered.
                 */
                created_at: string;
                /** @description Unique for ever. */
                id: components["schemas"]["SupplierId"];
                /** @description Whether it takes part. */
                status: components["schemas"]["CatalogueStatus"];
                /**
                 * Format: date-time
                 * @description When it was last changed.
                 */
                updated_at: string;
                /**
                 * Format: int64
                 * @description Raised by one with each change.
                 */
                version: number;
            })[];
            /** @description Ask for the next page with it; absent on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_User: {
            /** @description The items, in the order asked for. */
            items: {
                /**
                 * Format: date-time
                 * @description When the user came.
                 */
                created_at: string;
                customer_id?: components["schemas"]["CustomerId"] | null;
                /** @description Unique without case. */
                email?: string | null;
                /** @description The user; for a seller also the seller's id. */
                id: components["schemas"]["UserId"];
                /** @description What the user is called. */
                name: string;
                /** @description E.164; unique. */
                phone?: string | null;
                /** @description What the user may do. */
                roles: components["schemas"]["Role"][];
                start_point?: components["schemas"]["Location"] | null;
                /** @description Whether the user may sign in. */
                status: components["schemas"]["UserStatus"];
                supplier_id?: components["schemas"]["SupplierId"] | null;
                /**
                 * Format: date-time
                 * @description When the user last changed.
                 */
                updated_at: string;
                /**
                 * Format: int64
                 * @description Raised by one with each change.
                 */
                version: number;
                /** @description The warehouses of a warehouse worker; none means all. */
                warehouse_ids: components["schemas"]["WarehouseId"][];
                /** @description The territory of a seller, in words. */
                zone?: string | null;
            }[];
            /** @description Ask for the next page with it; absent on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_Warehouse: {
            /** @description The items, in the order asked for. */
            items: {
                /** @description Street address. */
                address: string;
                /** @description City; orders without a pin on the map go to the warehouse of their city. */
                city: string;
                /**
                 * @description Unique without case, such as `BOG`.
                 * @example BOG
                 */
                code: string;
                /**
                 * Format: date-time
                 * @description When it was entered.
                 */
                created_at: string;
                /** @description The warehouse. */
                id: components["schemas"]["WarehouseId"];
                /** @description Where it stands; orders go to the nearest. */
                location: components["schemas"]["Location"];
                /** @description As shown. */
                name: string;
                /**
                 * Format: date-time
                 * @description When it was last changed.
                 */
                updated_at: string;
                /**
                 * Format: int64
                 * @description Raised by one with each change.
                 */
                version: number;
            }[];
            /** @description Ask for the next page with it; absent on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_Zone: {
            /** @description The items, in the order asked for. */
            items: {
                /**
                 * @description The code of its calendar.
                 * @example default
                 */
                calendar: string;
                /**
                 * @description Its cities; none makes it the warehouse's fallback for cities that no zone has. Compared without case and
                 *     accents.
                 */
                cities: string[];
                /**
                 * Format: date-time
                 * @description When it was made.
                 */
                created_at: string;
                /**
                 * Format: uuid
                 * @description The zone.
                 */
                id: string;
                /**
                 * Format: int64
                 * @description Business days from the day on which an order counts to the first possible delivery.
                 * @example 1
                 */
                lead_days: number;
                /**
                 * @description As shown.
                 * @example Sabana norte
                 */
                name: string;
                /**
                 * Format: int64
                 * @description Raised by one with each change.
                 */
                version: number;
                /** @description The warehouse that delivers there. */
                warehouse_id: components["schemas"]["WarehouseId"];
            }[];
            /** @description Ask for the next page with it; absent on the last one. */
            next_cursor?: string | null;
        };
        /** Format: password */
        Password: string;
        /** @description What of the shops needs somebody. */
        PeopleOverview: {
            /**
             * Format: int64
             * @description Shops that nobody has approved yet (`customers?status=pending`).
             */
            pending_customers: number;
        };
        /** @description An order to be accepted. */
        PlaceOrder: {
            /**
             * Format: date-time
             * @description When the order was captured on a phone without signal; its prices hold for 72 hours.
             */
            captured_at?: string | null;
            customer_id?: components["schemas"]["CustomerId"] | null;
            /** @description What to do if not everything is there. */
            fulfilment: components["schemas"]["Fulfilment"];
            id?: components["schemas"]["OrderId"] | null;
            /** @description 1 to 200 products, each once. */
            lines: components["schemas"]["PlaceOrderLine"][];
            /** @description Up to 500 characters for whoever prepares and delivers it. */
            note?: string | null;
        };
        /** @description A product of an order to be accepted. */
        PlaceOrderLine: {
            price_seen?: components["schemas"]["Money"] | null;
            /** @description The product. */
            product_id: components["schemas"]["ProductId"];
            /**
             * Format: int64
             * @description Base units.
             * @example 12
             */
            quantity: number;
        };
        /** @description A price and from when it holds, until the next one. */
        PriceFrom: {
            /** @description For one base unit, without tax. */
            price: components["schemas"]["Money"];
            /**
             * Format: date-time
             * @description The first instant at which it holds.
             */
            valid_from: string;
        };
        /** @description A problem document as it is sent (for the API description). */
        Problem: {
            /**
             * @description Stable, snake_case; what a program should look at.
             * @example price_changed
             */
            code: string;
            /** @description What happened and what to do about it, in the reader's language. */
            detail: string;
            /** @description What is wrong with which field. */
            errors?: components["schemas"]["FieldProblem"][] | null;
            /** @description The path of the request. */
            instance: string;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description The status in words. */
            title: string;
            /** @description Give it to whoever looks for the cause. */
            trace_id: string;
            /**
             * @description A URI reference that identifies the kind of problem.
             * @example /api/docs#problem-price_changed
             */
            type: string;
        };
        /** @description A product as it is at one instant. */
        Product: components["schemas"]["ProductDetails"] & {
            /**
             * Format: date-time
             * @description When it was entered.
             */
            created_at: string;
            /** @description Unique for ever. */
            id: components["schemas"]["ProductId"];
            /** @description The present price of a base unit, without tax. */
            price: components["schemas"]["Money"];
            /**
             * Format: date-time
             * @description Since when that price holds.
             */
            price_valid_from: string;
            /** @description Whether it can be ordered. */
            status: components["schemas"]["CatalogueStatus"];
            /** @description The legal name of who makes it. */
            supplier_name: string;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            updated_at: string;
            /**
             * Format: int64
             * @description Raised by one with each change; a scheduled price that begins is none.
             */
            version: number;
        };
        /** @description What changes; what is left out stays (a JSON merge patch). */
        ProductChange: {
            /** @description `null` removes it. */
            barcode?: string | null;
            /** @description `null` removes it. */
            category?: string | null;
            /** @description A whole `https://` address of a picture; `null` removes it. */
            image_url?: string | null;
            /**
             * Format: int64
             * @description Days a lot must have left to be sold; `null` means inventory's default.
             */
            min_days_left?: number | null;
            /** @description As shown. */
            name?: string;
            /**
             * Format: int64
             * @description Base units in a pack.
             */
            pack_size?: number;
            /** @description For one base unit, without tax; it holds from now until the next scheduled price. */
            price?: components["schemas"]["Money"];
            /**
             * Format: int64
             * @description Days from production to expiry; `null` removes it.
             */
            shelf_life_days?: number | null;
            /** @description The company's own code; unique without case. */
            sku?: string;
            /** @description `archived` takes it out of lists and orders; `active` brings it back. */
            status?: components["schemas"]["CatalogueStatus"];
            /** @description Who makes it. */
            supplier_id?: components["schemas"]["SupplierId"];
            /** @description Tax on top of the price. */
            tax_rate_bp?: components["schemas"]["TaxRate"];
            /** @description Such as `bottle`. */
            unit?: string;
            /**
             * Format: int64
             * @description Volume of a base unit.
             */
            volume_ml?: number;
            /**
             * Format: int64
             * @description Weight of a base unit.
             */
            weight_grams?: number;
        };
        /** @description Everything about a product that a person decides, apart from its price (`prices.rs`) and status. */
        ProductDetails: {
            /** @description GTIN, or whatever the maker prints. */
            barcode?: string | null;
            /** @description Such as `lacteos`; categories that differ only in case and accents are one. */
            category?: string | null;
            /** @description Where a picture is. */
            image_url?: string | null;
            /**
             * Format: int64
             * @description Days a lot must have left to be sold; inventory's default holds where it is absent.
             */
            min_days_left?: number | null;
            /** @description As shown. */
            name: string;
            /**
             * Format: int64
             * @description Base units in a pack, a way to type quantities.
             */
            pack_size: number;
            /**
             * Format: int64
             * @description Days from production to expiry.
             */
            shelf_life_days?: number | null;
            /** @description The company's own code; unique without case. */
            sku: string;
            /** @description Who makes it. */
            supplier_id: components["schemas"]["SupplierId"];
            /** @description Tax on top of the price. */
            tax_rate_bp: components["schemas"]["TaxRate"];
            /** @description Such as `unit` or `bottle`. */
            unit: string;
            /**
             * Format: int64
             * @description Volume of a base unit.
             */
            volume_ml: number;
            /**
             * Format: int64
             * @description Weight of a base unit.
             */
            weight_grams: number;
        };
        /**
         * Format: uuid
         * @description Something that is sold.
         */
        ProductId: string;
        /** @description A price in the history of a product. */
        ProductPrice: {
            /**
             * Format: date-time
             * @description When it was set.
             */
            created_at: string;
            /**
             * Format: uuid
             * @description The price itself.
             */
            id: string;
            /** @description For one base unit, without tax. */
            price: components["schemas"]["Money"];
            /** @description The product that has it. */
            product_id: components["schemas"]["ProductId"];
            /**
             * Format: date-time
             * @description The first instant at which it holds, until the next one.
             */
            valid_from: string;
        };
        /** @description An Ed25519 public key (RFC 8037). */
        PublicKey: {
            /** @description Always `EdDSA`. */
            alg: string;
            /** @description Always `Ed25519`. */
            crv: string;
            /** @description As in the header of a token. */
            kid: string;
            /** @description Always `OKP`. */
            kty: string;
            /** @description Always `sig`. */
            use: string;
            /** @description The key, base64url without padding. */
            x: string;
        };
        /** @description A purchase order, whole. */
        PurchaseOrder: components["schemas"]["PurchaseOrderSummary"] & {
            /** @description Each product once. */
            lines: components["schemas"]["PurchaseOrderLine"][];
            /** @description What came, oldest first. */
            receipts: components["schemas"]["PurchaseReceipt"][];
        };
        /** @description What somebody changed at once. */
        PurchaseOrderAmendment: {
            /** @description Who did it. */
            by: components["schemas"]["UserId"];
            /** @description The name of whoever did it. */
            by_name: string;
            /** @description What is another now. */
            changes: components["schemas"]["PurchaseOrderFieldChange"][];
            /**
             * Format: date-time
             * @description When.
             */
            created_at: string;
            /**
             * Format: uuid
             * @description Unique for ever.
             */
            id: string;
            /** @description Who amended: the buyer or the supplier. */
            kind: components["schemas"]["PurchaseOrderAmendmentKind"];
            /** @description In the words of whoever confirmed. */
            note?: string | null;
            /** @description The purchase order. */
            purchase_order_id: components["schemas"]["PurchaseOrderId"];
            /**
             * Format: int64
             * @description The version of the purchase order since then.
             */
            version: number;
        };
        /**
         * @description Who amended.
         * @enum {string}
         */
        PurchaseOrderAmendmentKind: "changed" | "confirmed";
        /** @description What changes; what is left out stays (a JSON merge patch). */
        PurchaseOrderChange: {
            /**
             * Format: date
             * @description The company's local day on which it is expected.
             */
            expected_on?: string;
            /** @description All lines as they are to be. Those that stay as they are keep their confirmation. */
            lines?: components["schemas"]["NewPurchaseOrderLine"][];
            /** @description For the supplier; `null` removes it. */
            note?: string | null;
            /** @description Who delivers; only of a draft. */
            supplier_id?: components["schemas"]["SupplierId"];
            /** @description Where to; only of a draft. */
            warehouse_id?: components["schemas"]["WarehouseId"];
        };
        /** @description A field that is another now. */
        PurchaseOrderFieldChange: {
            /** @description `expected_on`, `note`; of a line: `quantity`, `unit_cost`, `confirmed`, `confirmed_on`. */
            field: string;
            /** @description What it was; `null` where there was none (the line is new). */
            from: Record<string, never> | null;
            product_id?: components["schemas"]["ProductId"] | null;
            /** @description What it is; `null` where there is none any more (the line is gone). */
            to: Record<string, never> | null;
        };
        /**
         * Format: uuid
         * @description What the company orders from a supplier.
         */
        PurchaseOrderId: string;
        /** @description A product of a purchase order. */
        PurchaseOrderLine: {
            /** @description Unit cost × quantity. */
            amount: components["schemas"]["Money"];
            /**
             * Format: int64
             * @description Base units that the supplier delivers, once it has said.
             */
            confirmed?: number | null;
            /**
             * Format: date
             * @description On which local day it delivers them.
             */
            confirmed_on?: string | null;
            /**
             * Format: int64
             * @description Base units that have come and cannot be used.
             */
            damaged: number;
            /**
             * Format: int64
             * @description Base units that were ordered and will not come, as far as is known.
             */
            missing: number;
            /** @description Its name when it was ordered. */
            name: string;
            /**
             * Format: int64
             * @description Base units that should still come.
             */
            open: number;
            /**
             * Format: int64
             * @description Usable base units that came beyond what was ordered.
             */
            over: number;
            /** @description The product. */
            product_id: components["schemas"]["ProductId"];
            /**
             * Format: int64
             * @description Base units ordered.
             */
            quantity: number;
            /**
             * Format: int64
             * @description Usable base units that have come.
             */
            received: number;
            /** @description Its SKU when it was ordered. */
            sku: string;
            /** @description Such as `bottle`. */
            unit: string;
            /** @description For one base unit, without tax. */
            unit_cost: components["schemas"]["Money"];
        };
        /**
         * @description Where a purchase order stands.
         * @enum {string}
         */
        PurchaseOrderStatus: "draft" | "sent" | "confirmed" | "partially_received" | "received" | "cancelled";
        /** @description A purchase order in a list. */
        PurchaseOrderSummary: {
            /**
             * Format: date-time
             * @description When somebody said that the rest will not come.
             */
            closed_at?: string | null;
            /**
             * Format: date-time
             * @description When the supplier last confirmed.
             */
            confirmed_at?: string | null;
            /**
             * Format: date-time
             * @description When it was written.
             */
            created_at: string;
            /** @description Who wrote it. */
            created_by: components["schemas"]["UserId"];
            /** @description The name of whoever wrote it. */
            created_by_name: string;
            /**
             * Format: date
             * @description The company's local day on which the buyer expects it.
             */
            expected_on: string;
            /** @description Unique for ever. */
            id: components["schemas"]["PurchaseOrderId"];
            /** @description Whether it should have come before today, and has not. */
            late: boolean;
            /**
             * Format: int64
             * @description How many lines it has.
             */
            line_count: number;
            /** @description For the supplier. */
            note?: string | null;
            /**
             * @description To be said over the phone: a letter and digits, the last a check digit.
             * @example P10000004
             */
            number: string;
            /**
             * Format: int64
             * @description Base units ordered, of all lines.
             */
            ordered_units: number;
            /**
             * Format: date
             * @description The day on which the last of it comes, as far as the supplier has said.
             */
            promised_on?: string | null;
            /**
             * Format: int64
             * @description Usable base units that have come, of all lines.
             */
            received_units: number;
            /**
             * Format: date-time
             * @description When it was sent.
             */
            sent_at?: string | null;
            /** @description Whether less will come than was ordered, as far as is known. */
            short: boolean;
            /** @description Where it stands. */
            status: components["schemas"]["PurchaseOrderStatus"];
            /** @description Who delivers. */
            supplier_id: components["schemas"]["SupplierId"];
            /** @description The supplier's legal name. */
            supplier_name: string;
            /** @description Sum of the lines, without tax. */
            total: components["schemas"]["Money"];
            /**
             * Format: date-time
             * @description When it last changed.
             */
            updated_at: string;
            /**
             * Format: int64
             * @description Raised by one with each change.
             */
            version: number;
            /** @description Where to. */
            warehouse_id: components["schemas"]["WarehouseId"];
            /** @description The warehouse's name. */
            warehouse_name?: string | null;
        };
        /** @description What came of a purchase order at one time. */
        PurchaseReceipt: {
            /**
             * Format: date-time
             * @description When it was in stock.
             */
            booked_at?: string | null;
            /**
             * Format: date-time
             * @description When.
             */
            created_at: string;
            /** @description Unique for ever. */
            id: components["schemas"]["ReceiptId"];
            /** @description What came, lot by lot. */
            lines: components["schemas"]["PurchaseReceiptLine"][];
            /** @description In the words of whoever counted it. */
            note?: string | null;
            /** @description The purchase order. */
            purchase_order_id: components["schemas"]["PurchaseOrderId"];
            /** @description Who counted it. */
            received_by: components["schemas"]["UserId"];
            /** @description The name of whoever counted it. */
            received_by_name: string;
            /** @description Whether it is in stock. */
            status: components["schemas"]["PurchaseReceiptStatus"];
        };
        /** @description Goods of one lot that came. */
        PurchaseReceiptLine: {
            /**
             * Format: int64
             * @description Base units of these that cannot be used.
             * @default 0
             */
            damaged: number;
            /**
             * Format: date
             * @description The lot's last day; needed where the product has a shelf life.
             */
            expires_on?: string | null;
            /** @description The lot's code. */
            lot?: string | null;
            /** @description The product, which is in the purchase order. */
            product_id: components["schemas"]["ProductId"];
            /**
             * Format: int64
             * @description Base units that came, damaged ones included.
             */
            quantity: number;
        };
        /**
         * @description Whether a receipt is in stock.
         * @enum {string}
         */
        PurchaseReceiptStatus: "booking" | "booked";
        /** @description What of the purchase orders needs somebody. */
        PurchasingOverview: {
            /**
             * Format: int64
             * @description Not sent yet (`purchase-orders?status=draft`); none for a supplier.
             */
            drafts: number;
            /**
             * Format: int64
             * @description Open and expected today.
             */
            expected_today: number;
            /**
             * Format: int64
             * @description Open and expected today or on one of the next six days.
             */
            expected_week: number;
            /**
             * Format: int64
             * @description Not all has come, though it should have before today (`purchase-orders?late=true`).
             */
            late: number;
            /**
             * Format: int64
             * @description Open, and less will come than was ordered, as far as is known.
             */
            short: number;
            /**
             * Format: int64
             * @description Sent and not confirmed (`purchase-orders?status=sent`).
             */
            unconfirmed: number;
        };
        /**
         * @description Every reason that crosses a boundary.
         * @enum {string}
         */
        ReasonCode: "out_of_stock" | "not_enough_stock" | "unknown_product" | "other_lines_unavailable" | "nothing_available" | "no_delivery_date" | "too_heavy" | "cancelled_by_request" | "picking_begun" | "backorder_expired" | "unknown";
        /**
         * Format: uuid
         * @description What came of a purchase order at one time.
         */
        ReceiptId: string;
        /** @description A product that a shop may want, and why. */
        Recommendation: {
            /** @description On what it rests. */
            evidence: components["schemas"]["Evidence"];
            /** @description Its present name. */
            name: string;
            /** @description The product. */
            product_id: components["schemas"]["ProductId"];
            /** @description Why. */
            reason: components["schemas"]["RecommendationReason"];
            /** @description Its present SKU. */
            sku: string;
        };
        /**
         * @description Why something is recommended.
         * @enum {string}
         */
        RecommendationCode: "bought_together" | "due_again";
        /** @description Why something is recommended, for programs and for people. */
        RecommendationReason: {
            /** @description For programs. */
            code: components["schemas"]["RecommendationCode"];
            /** @description Values by name: `usual_days`, `days_since`; or `product_id`, `name`, `percent`. */
            params: {
                [key: string]: string;
            };
            /**
             * @description For people, in the reader's language.
             * @example Se pide más o menos cada 7 días; la última vez fue hace 6 días.
             */
            text: string;
        };
        /** @description What a shop may want. */
        Recommendations: {
            /** @description The shop. */
            customer_id: components["schemas"]["CustomerId"];
            /** @description What is due first, then what goes with what it buys; at most 30, none where the evidence is thin. */
            items: components["schemas"]["Recommendation"][];
            /**
             * Format: date-time
             * @description When it was last counted what is bought together; what is due is always of this moment.
             */
            reckoned_at?: string | null;
        };
        /** @description Which session goes on. Browser applications need no body unless several are signed in. */
        RefreshSession: {
            app?: components["schemas"]["AppName"] | null;
            /** @description The refresh token of `app: api`. */
            refresh_token?: string | null;
        };
        /** @description A new shop. */
        RegisterCustomer: {
            /**
             * @description Street address.
             * @example Calle 140 # 13-42, Cedritos
             */
            address: string;
            /**
             * @description The shop's name.
             * @example Tienda La Esquina
             */
            business_name: string;
            /**
             * @description City.
             * @example Bogotá
             */
            city?: string | null;
            /** @description Unique without case; the shop can sign in with it too. */
            email?: string | null;
            id?: components["schemas"]["CustomerId"] | null;
            location?: components["schemas"]["Location"] | null;
            /** @description Whom to ask for. */
            name?: string | null;
            password?: components["schemas"]["Password"] | null;
            /**
             * @description With country code; unique. What the shop signs in with.
             * @example +573104827316
             */
            phone: string;
        };
        /** @description What was missing, damaged or wrong. */
        ReportShortage: {
            /**
             * Format: date-time
             * @description When it was captured on a phone without signal.
             */
            captured_at?: string | null;
            id?: components["schemas"]["ShortageId"] | null;
            /** @description 1 to 200 products of the order, each once per kind. */
            lines: components["schemas"]["ReportShortageLine"][];
            /** @description Photos that will follow as media of this report, by the ids that the client has made for them; at most 10. */
            media_ids?: string[];
            /** @description Up to 500 characters. */
            note?: string | null;
            /** @description A delivered order. */
            order_id: components["schemas"]["OrderId"];
        };
        /** @description Some units of a product with which the same was wrong. */
        ReportShortageLine: {
            /** @description What was wrong. */
            kind: components["schemas"]["ShortageKind"];
            /** @description The product. */
            product_id: components["schemas"]["ProductId"];
            /**
             * Format: int64
             * @description Base units; in all reports of the order at most what was ordered.
             * @example 2
             */
            quantity: number;
        };
        /** @description What was sent again. */
        Republished: {
            /**
             * Format: int64
             * @description How many items.
             */
            items: number;
        };
        /** @description To whom the present state is sent again. */
        Republishing: {
            /** @description Only to this service, such as one that was restored from a backup; otherwise to all that keep replicas. */
            to?: string | null;
        };
        /** @description Who has forgotten the password. */
        RequestPasswordReset: {
            /**
             * @description E-mail address or phone, as for signing in.
             * @example seller@demo.storeflow.test
             */
            login: string;
        };
        /** @description A new password and the proof that one may choose it. */
        ResetPassword: {
            /** @description 8 to 128 characters. */
            password: components["schemas"]["Password"];
            /** @description What follows `#token=` in the link of the mail. */
            token: components["schemas"]["Password"];
        };
        /** @description The same for everybody. */
        ResetRequested: {
            /**
             * Format: int64
             * @description How long the link in the mail is good for, if there is a mail.
             */
            valid_minutes: number;
        };
        /**
         * @description What a person may do. A user can have several.
         * @enum {string}
         */
        Role: "admin" | "purchasing" | "warehouse" | "logistics" | "sales_manager" | "supplier" | "driver" | "seller" | "customer";
        /**
         * @description Whether an order makes progress.
         * @enum {string}
         */
        SagaHealth: "on_time" | "late" | "stuck";
        /** @description One thing that happened to a saga. */
        SagaLogEntry: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description The message that came, or `deadline`, or `retry`. */
            event: string;
            /** @description Where the saga was. */
            from_state: string;
            /** @description What was decided. */
            note: components["schemas"]["LogNote"];
            /**
             * Format: int64
             * @description Counts from 1.
             */
            seq: number;
            /** @description The note in the reader's language. */
            text: string;
            /** @description Where it went. */
            to_state: string;
        };
        /** @description The saga of an order. */
        SagaView: {
            /**
             * Format: int64
             * @description Deadlines that passed since the last progress.
             */
            attempts: number;
            /**
             * Format: date-time
             * @description As `started_at`.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When the awaited command is sent again.
             */
            deadline_at?: string | null;
            /** @description Whether it makes progress. */
            health: components["schemas"]["SagaHealth"];
            /** @description The order's id. */
            id: components["schemas"]["OrderId"];
            /** @description What the receivers of dead commands said. */
            last_error?: string | null;
            /** @description The order's number; absent while only its cancellation has arrived. */
            number?: string | null;
            /** @description The same. */
            order_id: components["schemas"]["OrderId"];
            outcome?: components["schemas"]["OutcomeName"] | null;
            /**
             * Format: date-time
             * @description When the first message about the order came.
             */
            started_at: string;
            /** @description How far it is. */
            state: components["schemas"]["State"];
            /**
             * Format: date-time
             * @description When anything last happened.
             */
            updated_at: string;
            /**
             * Format: int64
             * @description Raised by one whenever anything happens.
             */
            version: number;
            /** @description The message that it waits for, or whose answer it waits for. */
            waiting_for?: string | null;
        };
        /** @description The saga of an order, with everything that happened to it. */
        SagaWithLog: components["schemas"]["SagaView"] & {
            /** @description What happened, oldest first (the newest thousand entries). */
            log: components["schemas"]["SagaLogEntry"][];
        };
        /** @description The orders that were accepted on a day. */
        SalesDay: {
            /** @description What was sold with them, without tax. */
            net: components["schemas"]["Money"];
            /**
             * Format: date
             * @description The local day.
             */
            on: string;
            /**
             * Format: int64
             * @description Orders, whatever became of them; backorders are parts of theirs.
             */
            orders: number;
            /**
             * Format: int64
             * @description Base units of these that were promised at once: the fill rate's numerator.
             */
            units_filled: number;
            /**
             * Format: int64
             * @description Base units asked for in those that were decided on and not cancelled.
             */
            units_ordered: number;
        };
        /** @description How the orders are. */
        SalesOverview: {
            /** @description What needs somebody, as of now. */
            attention: components["schemas"]["Attention"];
            /** @description Each day, those without orders too. */
            days: components["schemas"]["SalesDay"][];
            /**
             * Format: date
             * @description The first local day.
             */
            from: string;
            /**
             * Format: date
             * @description The last local day.
             */
            to: string;
        };
        /** @description Something that the service does by itself. */
        Scheduled: {
            /** @description What its last run said, if it failed. */
            last_error?: string | null;
            /**
             * Format: date-time
             * @description When it last began.
             */
            last_started_at?: string | null;
            /** @description What it is called. */
            name: string;
            /**
             * Format: date-time
             * @description When it runs next.
             */
            next_at?: string | null;
        };
        /** @description What was sold in a time. */
        SellOut: {
            /**
             * Format: date
             * @description The first local day.
             */
            from: string;
            /** @description What it is added up by. */
            group_by: components["schemas"]["SellOutBy"];
            /** @description A row for each day or product. */
            items: components["schemas"]["SellOutRow"][];
            /** @description Net amount of all rows. */
            net: components["schemas"]["Money"];
            /**
             * Format: date
             * @description The last local day.
             */
            to: string;
            /**
             * Format: int64
             * @description Base units of all rows.
             */
            units: number;
        };
        /**
         * @description What sell-out is added up by.
         * @enum {string}
         */
        SellOutBy: "day" | "product";
        /** @description What was sold on a day, or of a product. */
        SellOutRow: {
            /** @description Its present name. */
            name?: string | null;
            /** @description Without tax. */
            net: components["schemas"]["Money"];
            /**
             * Format: date
             * @description The local day on which the orders were accepted.
             */
            on?: string | null;
            product_id?: components["schemas"]["ProductId"] | null;
            /** @description Its present SKU. */
            sku?: string | null;
            /**
             * Format: int64
             * @description Base units.
             */
            units: number;
        };
        /** @description A user with the role seller, as the office sees it. */
        Seller: {
            /**
             * Format: date-time
             * @description When the seller came.
             */
            created_at: string;
            /** @description E-mail address. */
            email?: string | null;
            /** @description The seller; the same as its user. */
            id: components["schemas"]["SellerId"];
            /** @description What the seller is called. */
            name: string;
            /** @description E.164. */
            phone?: string | null;
            start_point?: components["schemas"]["Location"] | null;
            /** @description Whether the seller may sign in. */
            status: components["schemas"]["UserStatus"];
            /**
             * Format: int64
             * @description Raised by one with each change.
             */
            version: number;
            /** @description The territory, in words. */
            zone?: string | null;
        };
        /**
         * Format: uuid
         * @description A user with the role `seller`; the same UUID as its [`UserId`].
         */
        SellerId: string;
        /**
         * Format: uuid
         * @description A sign-in that is being kept up by refresh tokens.
         */
        SessionId: string;
        /**
         * @description Who decided what a day takes.
         * @enum {string}
         */
        SetBy: "staff" | "default";
        /** @description The capacity of a day (`on`), of a weekday (`weekday`), or of every day (neither). */
        SetCapacity: {
            /**
             * Format: int64
             * @description The most weight in grams; absent or null is unlimited.
             */
            grams?: number | null;
            /**
             * Format: date
             * @description The company's local day, not before today.
             */
            on?: string | null;
            /**
             * Format: int64
             * @description The most shops visited; absent or null is unlimited, 0 takes none.
             */
            stops?: number | null;
            /** @description The warehouse. */
            warehouse_id: components["schemas"]["WarehouseId"];
            weekday?: components["schemas"]["Weekday"] | null;
        };
        /** @description The office's answer. */
        SettleShortage: {
            /** @description Whether the office agrees. */
            decision: components["schemas"]["Decision"];
            /** @description Up to 500 characters for the customer; needed where the report is declined. */
            note?: string | null;
        };
        /** @description Where an order goes: a snapshot of the shop taken when the order was accepted. */
        ShipTo: {
            /** @description Street address. */
            address: string;
            /** @description The shop's name. */
            business_name: string;
            /** @description City, if known. */
            city?: string | null;
            location?: components["schemas"]["Location"] | null;
            /** @description Phone to call at the door (E.164). */
            phone?: string | null;
        };
        /** @description What a shop says was missing, damaged or wrong in a delivered order. */
        Shortage: {
            /** @description What the office wrote when it answered. */
            answer?: string | null;
            /**
             * Format: date-time
             * @description When it was captured, perhaps without signal.
             */
            captured_at: string;
            /**
             * Format: date-time
             * @description When it arrived.
             */
            created_at: string;
            /** @description Whose order it was. */
            customer_id: components["schemas"]["CustomerId"];
            /** @description The report. */
            id: components["schemas"]["ShortageId"];
            /** @description What was wrong. Their names are in the order. */
            lines: components["schemas"]["ShortageLine"][];
            /** @description What the reporter wrote. */
            note?: string | null;
            /** @description The order. */
            order_id: components["schemas"]["OrderId"];
            /** @description Its number. */
            order_number: components["schemas"]["OrderNumber"];
            /** @description Its photos, those that are still on their way too. */
            photos: components["schemas"]["ShortagePhoto"][];
            /** @description The reporter's name. */
            reported_by: string;
            seller_id?: components["schemas"]["SellerId"] | null;
            /**
             * Format: date-time
             * @description When the office answered.
             */
            settled_at?: string | null;
            /** @description Where it stands. */
            status: components["schemas"]["ShortageStatus"];
            /**
             * Format: date-time
             * @description When it last changed.
             */
            updated_at: string;
            /**
             * Format: int64
             * @description Raised by one with each change.
             */
            version: number;
        };
        /**
         * Format: uuid
         * @description What a shop says was missing, damaged or wrong in an order.
         */
        ShortageId: string;
        /**
         * @description What was wrong with some units of a product.
         * @enum {string}
         */
        ShortageKind: "missing" | "damaged" | "wrong";
        /** @description Some units of a product with which the same was wrong. */
        ShortageLine: {
            /** @description What was wrong. */
            kind: components["schemas"]["ShortageKind"];
            /** @description The product. */
            product_id: components["schemas"]["ProductId"];
            /**
             * Format: int64
             * @description Base units.
             */
            quantity: number;
        };
        /** @description A photo of a report. */
        ShortagePhoto: {
            /**
             * Format: uuid
             * @description The medium: `GET /api/sales/media/{id}` tells where it can be read.
             */
            id: string;
            /**
             * Format: date-time
             * @description When it had come; null while it is on its way.
             */
            ready_at?: string | null;
        };
        /**
         * @description Where a report stands.
         * @enum {string}
         */
        ShortageStatus: "reported" | "accepted" | "declined";
        /** @description Who wants in, with what. */
        SignIn: {
            /** @description Browser applications get their refresh token in a cookie, `api` in the body. */
            app?: components["schemas"]["AppName"];
            /** @description The same as `login`. */
            email?: string | null;
            /**
             * @description E-mail address, or phone; its country code may be left out where the company's country is clear.
             * @example seller@demo.storeflow.test
             */
            login?: string | null;
            /** @description The password. */
            password: components["schemas"]["Password"];
        };
        /** @description An access token, and whose it is. */
        SignedIn: {
            /** @description Send it as `Authorization: Bearer …`. */
            access_token: string;
            /**
             * Format: int64
             * @description Seconds until the access token expires.
             * @example 600
             */
            expires_in: number;
            /** @description Gets the next access token. Only for `app: api`; browser applications have it in their cookie. */
            refresh_token?: string | null;
            /**
             * @description Always `Bearer`.
             * @example Bearer
             */
            token_type: string;
            /** @description Who signed in. */
            user: components["schemas"]["User"];
        };
        /**
         * @description The name of a [`Stage`], as stored, filtered by and shown.
         * @enum {string}
         */
        State: "submitted" | "awaiting_order" | "reserving" | "waiting" | "scheduling" | "releasing" | "unscheduling" | "done";
        /** @description What a check found. */
        StockCheck: {
            /**
             * Format: date-time
             * @description When it looked.
             */
            as_of: string;
            /** @description Every lot whose numbers differ; none when all is well. */
            differences: components["schemas"]["Difference"][];
        };
        /** @description What of a product lies in a warehouse. */
        StockLevel: {
            /**
             * Format: int64
             * @description Base units that could be promised: in lots that are neither expired nor blocked nor too short-dated.
             */
            available: number;
            /**
             * Format: date-time
             * @description When the product first came here.
             */
            created_at: string;
            /**
             * Format: double
             * @description Base units that orders take each day, on an average of four weeks.
             */
            daily_demand: number;
            /**
             * Format: double
             * @description For how many days what is available lasts; nothing where nobody asks for it.
             */
            days_of_cover?: number | null;
            /**
             * Format: uuid
             * @description Of this product in this warehouse.
             */
            id: string;
            /**
             * Format: int64
             * @description Base units that lie there, in whatever state.
             */
            on_hand: number;
            /** @description The product. */
            product_id: components["schemas"]["ProductId"];
            /**
             * Format: int64
             * @description Base units of these that orders hold.
             */
            reserved: number;
            /** @description The warehouse. */
            warehouse_id: components["schemas"]["WarehouseId"];
        };
        /** @description What of stock needs somebody. */
        StockOverview: {
            /**
             * Format: int64
             * @description Lots in which something lies whose last day is over.
             */
            expired: number;
            /**
             * Format: int64
             * @description Lots in which something lies whose last day is today or one of the next 30.
             */
            expiring_30: number;
            /**
             * Format: int64
             * @description The same for 60 days.
             */
            expiring_60: number;
            /**
             * Format: int64
             * @description The same for 90 days.
             */
            expiring_90: number;
            /**
             * Format: int64
             * @description Products in a warehouse that are asked for and of which nothing can be promised (`stock?level=out`).
             */
            out_of_stock: number;
            /**
             * Format: int64
             * @description Products in a warehouse of which there is less than for seven days (`stock?level=low`).
             */
            running_out: number;
            /**
             * Format: int64
             * @description Orders that stand in line for stock.
             */
            waiting: number;
        };
        /** @description A product of the same category and of about the same price that is available. */
        Substitute: {
            /**
             * Format: int64
             * @description Base units that one warehouse had when this was offered.
             */
            available: number;
            /** @description As shown. */
            name: string;
            /** @description For one base unit, without tax. */
            price: components["schemas"]["Money"];
            /** @description The product. */
            product_id: components["schemas"]["ProductId"];
        };
        /** @description Who makes products. */
        Supplier: components["schemas"]["SupplierDetails"] & {
            /**
             * Format: date-time
             * @description When it was entered.
             */
            created_at: string;
            /** @description Unique for ever. */
            id: components["schemas"]["SupplierId"];
            /** @description Whether it takes part. */
            status: components["schemas"]["CatalogueStatus"];
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            updated_at: string;
            /**
             * Format: int64
             * @description Raised by one with each change.
             */
            version: number;
        };
        /** @description What changes; what is left out stays (a JSON merge patch). */
        SupplierChange: {
            /**
             * Format: email
             * @description Unique without case.
             */
            email?: string;
            /** @description Unique without case and accents. */
            legal_name?: string;
            /** @description E.164; `null` removes it. */
            phone?: string | null;
            /** @description `archived` takes it out of lists and keeps new products from naming it; its products stay as they are. */
            status?: components["schemas"]["CatalogueStatus"];
            /** @description `null` removes it. */
            tax_id?: string | null;
        };
        /** @description What a person decides about a supplier. */
        SupplierDetails: {
            /** @description Unique without case. */
            email: string;
            /**
             * @description Unique without case and accents.
             * @example Lácteos Fuentenieve S.A.
             */
            legal_name: string;
            /** @description E.164. */
            phone?: string | null;
            /** @description As the tax office writes it, such as a NIT. */
            tax_id?: string | null;
        };
        /**
         * Format: uuid
         * @description A manufacturer.
         */
        SupplierId: string;
        /** @description A product with the prices that are still to come: whoever keeps it can tell its price at any time. */
        SyncedProduct: components["schemas"]["Product"] & {
            /** @description Prices that begin later, the next one first. */
            coming_prices: components["schemas"]["PriceFrom"][];
        };
        /**
         * Format: int64
         * @description A tax rate in basis points: 1900 is 19 %.
         * @example 1900
         */
        TaxRate: number;
        /** @description What happened to an order, oldest first. */
        Timeline: {
            /** @description The entries. */
            items: components["schemas"]["TimelineEntry"][];
        };
        /** @description Something that happened to an order. */
        TimelineEntry: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /**
             * @description What, for programs.
             * @example scheduled
             */
            code: string;
            /** @description Values by name. */
            params: {
                [key: string]: string;
            };
            /** @description For people, in the reader's language. */
            text: string;
        };
        /** @description A person who signs in. */
        User: {
            /**
             * Format: date-time
             * @description When the user came.
             */
            created_at: string;
            customer_id?: components["schemas"]["CustomerId"] | null;
            /** @description Unique without case. */
            email?: string | null;
            /** @description The user; for a seller also the seller's id. */
            id: components["schemas"]["UserId"];
            /** @description What the user is called. */
            name: string;
            /** @description E.164; unique. */
            phone?: string | null;
            /** @description What the user may do. */
            roles: components["schemas"]["Role"][];
            start_point?: components["schemas"]["Location"] | null;
            /** @description Whether the user may sign in. */
            status: components["schemas"]["UserStatus"];
            supplier_id?: components["schemas"]["SupplierId"] | null;
            /**
             * Format: date-time
             * @description When the user last changed.
             */
            updated_at: string;
            /**
             * Format: int64
             * @description Raised by one with each change.
             */
            version: number;
            /** @description The warehouses of a warehouse worker; none means all. */
            warehouse_ids: components["schemas"]["WarehouseId"][];
            /** @description The territory of a seller, in words. */
            zone?: string | null;
        };
        /**
         * Format: uuid
         * @description A person who signs in.
         */
        UserId: string;
        /**
         * @description Whether a user may sign in.
         * @enum {string}
         */
        UserStatus: "active" | "blocked";
        /** @description Waiting messages by name. */
        Waiting: {
            /**
             * Format: int64
             * @description How many of them have failed at least once.
             */
            failed: number;
            /** @description The message's name. */
            name: string;
            /**
             * Format: int64
             * @description How many wait.
             */
            waiting: number;
        };
        /** @description A building with stock. */
        Warehouse: {
            /** @description Street address. */
            address: string;
            /** @description City; orders without a pin on the map go to the warehouse of their city. */
            city: string;
            /**
             * @description Unique without case, such as `BOG`.
             * @example BOG
             */
            code: string;
            /**
             * Format: date-time
             * @description When it was entered.
             */
            created_at: string;
            /** @description The warehouse. */
            id: components["schemas"]["WarehouseId"];
            /** @description Where it stands; orders go to the nearest. */
            location: components["schemas"]["Location"];
            /** @description As shown. */
            name: string;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            updated_at: string;
            /**
             * Format: int64
             * @description Raised by one with each change.
             */
            version: number;
        };
        /** @description The deliveries of a warehouse on a day. */
        WarehouseDay: {
            /**
             * Format: int64
             * @description All that were not cancelled.
             */
            deliveries: number;
            /**
             * Format: int64
             * @description Delivered.
             */
            done: number;
            /**
             * Format: int64
             * @description Could not be delivered.
             */
            failed: number;
            /**
             * Format: int64
             * @description What it all weighs, in grams.
             */
            grams: number;
            /**
             * Format: int64
             * @description Shops to go to.
             */
            stops: number;
            /** @description The warehouse. */
            warehouse_id: components["schemas"]["WarehouseId"];
        };
        /**
         * Format: uuid
         * @description A building with stock.
         */
        WarehouseId: string;
        /** @description What changes of a warehouse; what is absent stays. */
        WarehousePatch: {
            /** @description Street address. */
            address?: string | null;
            /** @description City. */
            city?: string | null;
            /** @description Unique without case, such as `BOG`. */
            code?: string | null;
            location?: components["schemas"]["Location"] | null;
            /** @description As shown. */
            name?: string | null;
        };
        /**
         * @description A day of the week.
         * @enum {string}
         */
        Weekday: "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
        /**
         * @description Why a field stays as it is.
         * @enum {string}
         */
        Why: "changed_since" | "imported_again" | "no_longer_fits" | "taken_since";
        /** @description A delivery zone. */
        Zone: {
            /**
             * @description The code of its calendar.
             * @example default
             */
            calendar: string;
            /**
             * @description Its cities; none makes it the warehouse's fallback for cities that no zone has. Compared without case and
             *     accents.
             */
            cities: string[];
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: uuid
             * @description The zone.
             */
            id: string;
            /**
             * Format: int64
             * @description Business days from the day on which an order counts to the first possible delivery.
             * @example 1
             */
            lead_days: number;
            /**
             * @description As shown.
             * @example Sabana norte
             */
            name: string;
            /**
             * Format: int64
             * @description Raised by one with each change.
             */
            version: number;
            /** @description The warehouse that delivers there. */
            warehouse_id: components["schemas"]["WarehouseId"];
        };
        /** @description What to change. */
        ZonePatch: {
            /** @description The code of a calendar. */
            calendar?: string | null;
            /** @description All of its cities: the list replaces the one before. */
            cities?: string[] | null;
            /**
             * Format: int64
             * @description 0 to 14 business days.
             */
            lead_days?: number | null;
            /** @description 1 to 120 characters. */
            name?: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type AddShopUser = components['schemas']['AddShopUser'];
export type Adjustment = components['schemas']['Adjustment'];
export type AdjustmentReason = components['schemas']['AdjustmentReason'];
export type AnnounceUpload = components['schemas']['AnnounceUpload'];
export type ApiKey = components['schemas']['ApiKey'];
export type AppName = components['schemas']['AppName'];
export type Attention = components['schemas']['Attention'];
export type Audited = components['schemas']['Audited'];
export type Availability = components['schemas']['Availability'];
export type AvailabilityState = components['schemas']['AvailabilityState'];
export type Available = components['schemas']['Available'];
export type Calendar = components['schemas']['Calendar'];
export type CalendarPatch = components['schemas']['CalendarPatch'];
export type Capacity = components['schemas']['Capacity'];
export type CatalogueStatus = components['schemas']['CatalogueStatus'];
export type Categories = components['schemas']['Categories'];
export type Category = components['schemas']['Category'];
export type ChangeCompany = components['schemas']['ChangeCompany'];
export type ChangeCustomer = components['schemas']['ChangeCustomer'];
export type ChangeMe = components['schemas']['ChangeMe'];
export type ChangePassword = components['schemas']['ChangePassword'];
export type ChangeUser = components['schemas']['ChangeUser'];
export type ChangesAvailabilityState = components['schemas']['Changes_AvailabilityState'];
export type ChangesCustomer = components['schemas']['Changes_Customer'];
export type ChangesDelivery = components['schemas']['Changes_Delivery'];
export type ChangesOrder = components['schemas']['Changes_Order'];
export type ChangesSyncedProduct = components['schemas']['Changes_SyncedProduct'];
export type ClosedDay = components['schemas']['ClosedDay'];
export type CompanyDetails = components['schemas']['CompanyDetails'];
export type ConfirmPurchaseOrder = components['schemas']['ConfirmPurchaseOrder'];
export type ConfirmPurchaseOrderLine = components['schemas']['ConfirmPurchaseOrderLine'];
export type Counts = components['schemas']['Counts'];
export type CreateApiKey = components['schemas']['CreateApiKey'];
export type CreateUser = components['schemas']['CreateUser'];
export type Customer = components['schemas']['Customer'];
export type CustomerId = components['schemas']['CustomerId'];
export type CustomerStatus = components['schemas']['CustomerStatus'];
export type DeadLetter = components['schemas']['DeadLetter'];
export type Decision = components['schemas']['Decision'];
export type DeliveriesOverview = components['schemas']['DeliveriesOverview'];
export type Delivery = components['schemas']['Delivery'];
export type DeliveryId = components['schemas']['DeliveryId'];
export type DeliveryOption = components['schemas']['DeliveryOption'];
export type DeliveryStatus = components['schemas']['DeliveryStatus'];
export type Difference = components['schemas']['Difference'];
export type Evidence = components['schemas']['Evidence'];
export type FieldProblem = components['schemas']['FieldProblem'];
export type Fulfilment = components['schemas']['Fulfilment'];
export type Health = components['schemas']['Health'];
export type Import = components['schemas']['Import'];
export type ImportConflict = components['schemas']['ImportConflict'];
export type ImportError = components['schemas']['ImportError'];
export type ImportFailure = components['schemas']['ImportFailure'];
export type ImportForm = components['schemas']['ImportForm'];
export type ImportId = components['schemas']['ImportId'];
export type ImportKind = components['schemas']['ImportKind'];
export type ImportProgress = components['schemas']['ImportProgress'];
export type ImportStatus = components['schemas']['ImportStatus'];
export type ImportSummary = components['schemas']['ImportSummary'];
export type ItemsDeadLetter = components['schemas']['Items_DeadLetter'];
export type ItemsScheduled = components['schemas']['Items_Scheduled'];
export type ItemsWaiting = components['schemas']['Items_Waiting'];
export type KeyExchanged = components['schemas']['KeyExchanged'];
export type KeySet = components['schemas']['KeySet'];
export type LedgerEntry = components['schemas']['LedgerEntry'];
export type Location = components['schemas']['Location'];
export type LogNote = components['schemas']['LogNote'];
export type LotId = components['schemas']['LotId'];
export type LotLevel = components['schemas']['LotLevel'];
export type LotState = components['schemas']['LotState'];
export type MakeSigningKey = components['schemas']['MakeSigningKey'];
export type MediaStatus = components['schemas']['MediaStatus'];
export type MediaSubject = components['schemas']['MediaSubject'];
export type Medium = components['schemas']['Medium'];
export type MediumVariant = components['schemas']['MediumVariant'];
export type Money = components['schemas']['Money'];
export type MovementReason = components['schemas']['MovementReason'];
export type NewApiKey = components['schemas']['NewApiKey'];
export type NewCalendar = components['schemas']['NewCalendar'];
export type NewClosedDay = components['schemas']['NewClosedDay'];
export type NewPrice = components['schemas']['NewPrice'];
export type NewProduct = components['schemas']['NewProduct'];
export type NewPurchaseOrder = components['schemas']['NewPurchaseOrder'];
export type NewPurchaseOrderLine = components['schemas']['NewPurchaseOrderLine'];
export type NewPurchaseReceipt = components['schemas']['NewPurchaseReceipt'];
export type NewSupplier = components['schemas']['NewSupplier'];
export type NewWarehouse = components['schemas']['NewWarehouse'];
export type NewZone = components['schemas']['NewZone'];
export type NextSigningKey = components['schemas']['NextSigningKey'];
export type NoteCode = components['schemas']['NoteCode'];
export type Order = components['schemas']['Order'];
export type OrderDelivery = components['schemas']['OrderDelivery'];
export type OrderId = components['schemas']['OrderId'];
export type OrderLine = components['schemas']['OrderLine'];
export type OrderNumber = components['schemas']['OrderNumber'];
export type OrderReason = components['schemas']['OrderReason'];
export type OrderStatus = components['schemas']['OrderStatus'];
export type OutcomeName = components['schemas']['OutcomeName'];
export type OwnSession = components['schemas']['OwnSession'];
export type PageApiKey = components['schemas']['Page_ApiKey'];
export type PageAudited = components['schemas']['Page_Audited'];
export type PageCalendar = components['schemas']['Page_Calendar'];
export type PageCapacity = components['schemas']['Page_Capacity'];
export type PageClosedDay = components['schemas']['Page_ClosedDay'];
export type PageCustomer = components['schemas']['Page_Customer'];
export type PageDelivery = components['schemas']['Page_Delivery'];
export type PageDeliveryOption = components['schemas']['Page_DeliveryOption'];
export type PageImportError = components['schemas']['Page_ImportError'];
export type PageImportSummary = components['schemas']['Page_ImportSummary'];
export type PageLedgerEntry = components['schemas']['Page_LedgerEntry'];
export type PageLotLevel = components['schemas']['Page_LotLevel'];
export type PageOrder = components['schemas']['Page_Order'];
export type PageOwnSession = components['schemas']['Page_OwnSession'];
export type PageProduct = components['schemas']['Page_Product'];
export type PageProductPrice = components['schemas']['Page_ProductPrice'];
export type PagePurchaseOrderAmendment = components['schemas']['Page_PurchaseOrderAmendment'];
export type PagePurchaseOrderSummary = components['schemas']['Page_PurchaseOrderSummary'];
export type PageSagaView = components['schemas']['Page_SagaView'];
export type PageSeller = components['schemas']['Page_Seller'];
export type PageShortage = components['schemas']['Page_Shortage'];
export type PageStockLevel = components['schemas']['Page_StockLevel'];
export type PageSupplier = components['schemas']['Page_Supplier'];
export type PageUser = components['schemas']['Page_User'];
export type PageWarehouse = components['schemas']['Page_Warehouse'];
export type PageZone = components['schemas']['Page_Zone'];
export type Password = components['schemas']['Password'];
export type PeopleOverview = components['schemas']['PeopleOverview'];
export type PlaceOrder = components['schemas']['PlaceOrder'];
export type PlaceOrderLine = components['schemas']['PlaceOrderLine'];
export type PriceFrom = components['schemas']['PriceFrom'];
export type Problem = components['schemas']['Problem'];
export type Product = components['schemas']['Product'];
export type ProductChange = components['schemas']['ProductChange'];
export type ProductDetails = components['schemas']['ProductDetails'];
export type ProductId = components['schemas']['ProductId'];
export type ProductPrice = components['schemas']['ProductPrice'];
export type PublicKey = components['schemas']['PublicKey'];
export type PurchaseOrder = components['schemas']['PurchaseOrder'];
export type PurchaseOrderAmendment = components['schemas']['PurchaseOrderAmendment'];
export type PurchaseOrderAmendmentKind = components['schemas']['PurchaseOrderAmendmentKind'];
export type PurchaseOrderChange = components['schemas']['PurchaseOrderChange'];
export type PurchaseOrderFieldChange = components['schemas']['PurchaseOrderFieldChange'];
export type PurchaseOrderId = components['schemas']['PurchaseOrderId'];
export type PurchaseOrderLine = components['schemas']['PurchaseOrderLine'];
export type PurchaseOrderStatus = components['schemas']['PurchaseOrderStatus'];
export type PurchaseOrderSummary = components['schemas']['PurchaseOrderSummary'];
export type PurchaseReceipt = components['schemas']['PurchaseReceipt'];
export type PurchaseReceiptLine = components['schemas']['PurchaseReceiptLine'];
export type PurchaseReceiptStatus = components['schemas']['PurchaseReceiptStatus'];
export type PurchasingOverview = components['schemas']['PurchasingOverview'];
export type ReasonCode = components['schemas']['ReasonCode'];
export type ReceiptId = components['schemas']['ReceiptId'];
export type Recommendation = components['schemas']['Recommendation'];
export type RecommendationCode = components['schemas']['RecommendationCode'];
export type RecommendationReason = components['schemas']['RecommendationReason'];
export type Recommendations = components['schemas']['Recommendations'];
export type RefreshSession = components['schemas']['RefreshSession'];
export type RegisterCustomer = components['schemas']['RegisterCustomer'];
export type ReportShortage = components['schemas']['ReportShortage'];
export type ReportShortageLine = components['schemas']['ReportShortageLine'];
export type Republished = components['schemas']['Republished'];
export type Republishing = components['schemas']['Republishing'];
export type RequestPasswordReset = components['schemas']['RequestPasswordReset'];
export type ResetPassword = components['schemas']['ResetPassword'];
export type ResetRequested = components['schemas']['ResetRequested'];
export type Role = components['schemas']['Role'];
export type SagaHealth = components['schemas']['SagaHealth'];
export type SagaLogEntry = components['schemas']['SagaLogEntry'];
export type SagaView = components['schemas']['SagaView'];
export type SagaWithLog = components['schemas']['SagaWithLog'];
export type SalesDay = components['schemas']['SalesDay'];
export type SalesOverview = components['schemas']['SalesOverview'];
export type Scheduled = components['schemas']['Scheduled'];
export type SellOut = components['schemas']['SellOut'];
export type SellOutBy = components['schemas']['SellOutBy'];
export type SellOutRow = components['schemas']['SellOutRow'];
export type Seller = components['schemas']['Seller'];
export type SellerId = components['schemas']['SellerId'];
export type SessionId = components['schemas']['SessionId'];
export type SetBy = components['schemas']['SetBy'];
export type SetCapacity = components['schemas']['SetCapacity'];
export type SettleShortage = components['schemas']['SettleShortage'];
export type ShipTo = components['schemas']['ShipTo'];
export type Shortage = components['schemas']['Shortage'];
export type ShortageId = components['schemas']['ShortageId'];
export type ShortageKind = components['schemas']['ShortageKind'];
export type ShortageLine = components['schemas']['ShortageLine'];
export type ShortagePhoto = components['schemas']['ShortagePhoto'];
export type ShortageStatus = components['schemas']['ShortageStatus'];
export type SignIn = components['schemas']['SignIn'];
export type SignedIn = components['schemas']['SignedIn'];
export type State = components['schemas']['State'];
export type StockCheck = components['schemas']['StockCheck'];
export type StockLevel = components['schemas']['StockLevel'];
export type StockOverview = components['schemas']['StockOverview'];
export type Substitute = components['schemas']['Substitute'];
export type Supplier = components['schemas']['Supplier'];
export type SupplierChange = components['schemas']['SupplierChange'];
export type SupplierDetails = components['schemas']['SupplierDetails'];
export type SupplierId = components['schemas']['SupplierId'];
export type SyncedProduct = components['schemas']['SyncedProduct'];
export type TaxRate = components['schemas']['TaxRate'];
export type Timeline = components['schemas']['Timeline'];
export type TimelineEntry = components['schemas']['TimelineEntry'];
export type User = components['schemas']['User'];
export type UserId = components['schemas']['UserId'];
export type UserStatus = components['schemas']['UserStatus'];
export type Waiting = components['schemas']['Waiting'];
export type Warehouse = components['schemas']['Warehouse'];
export type WarehouseDay = components['schemas']['WarehouseDay'];
export type WarehouseId = components['schemas']['WarehouseId'];
export type WarehousePatch = components['schemas']['WarehousePatch'];
export type Weekday = components['schemas']['Weekday'];
export type Why = components['schemas']['Why'];
export type Zone = components['schemas']['Zone'];
export type ZonePatch = components['schemas']['ZonePatch'];
export type $defs = Record<string, never>;
export interface operations {
    asyncapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The messages between the services (AsyncAPI) */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
    docs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description This document, to be read by people */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
        };
    };
    events: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": {
                        /** @description JSON */
                        data: string;
                        event: string;
                    };
                };
            };
        };
    };
    list_api_keys: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ApiKey"];
                };
            };
        };
    };
    create_api_key: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateApiKey"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
        };
    };
    show_api_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The key */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
        };
    };
    revoke_api_key: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The key */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
        };
    };
    show_company: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The company */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CompanyDetails"];
                };
            };
        };
    };
    change_company: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag of the resource as the caller knows it. */
                "If-Match": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeCompany"];
            };
        };
        responses: {
            /** @description The company as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CompanyDetails"];
                };
            };
        };
    };
    list_customers: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description Beginnings of words of name, address, city, phone or e-mail address. */
                search?: string;
                /** @description In this state. */
                status?: components["schemas"]["CustomerStatus"];
                /** @description In this city, without case and accents. */
                city?: string;
                /** @description Looked after by this seller. */
                seller_id?: components["schemas"]["SellerId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Customer"];
                };
            };
        };
    };
    register_customer: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterCustomer"];
            };
        };
        responses: {
            /** @description Was registered by the same request before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            /** @description Registered */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
        };
    };
    list_customer_changes: {
        parameters: {
            query?: {
                /** @description `next` of the answer before; without it everything comes. */
                since?: string;
                /** @description Items per answer, 1 to 5,000. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What has changed since */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changes_Customer"];
                };
            };
        };
    };
    show_customer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The shop */
                id: components["schemas"]["CustomerId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The shop */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
        };
    };
    change_customer: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag of the resource as the caller knows it. */
                "If-Match": string;
            };
            path: {
                /** @description The shop */
                id: components["schemas"]["CustomerId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeCustomer"];
            };
        };
        responses: {
            /** @description The shop as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
        };
    };
    approve_customer: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The shop */
                id: components["schemas"]["CustomerId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The shop as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
        };
    };
    block_customer: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The shop */
                id: components["schemas"]["CustomerId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The shop as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
        };
    };
    list_shop_users: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
            };
            header?: never;
            path: {
                /** @description The shop */
                id: components["schemas"]["CustomerId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_User"];
                };
            };
        };
    };
    add_shop_user: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The shop */
                id: components["schemas"]["CustomerId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddShopUser"];
            };
        };
        responses: {
            /** @description Was added by the same request before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Added */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    identity_list_history: {
        parameters: {
            query: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description The thing. */
                subject: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What happened */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Audited"];
                };
            };
        };
    };
    list_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description JSON Web Key Set */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeySet"];
                };
            };
        };
    };
    show_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The signed-in user */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    change_me: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag of the resource as the caller knows it. */
                "If-Match": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeMe"];
            };
        };
        responses: {
            /** @description The user as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangePassword"];
            };
        };
        responses: {
            /** @description The password is another now */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    show_people_overview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeopleOverview"];
                };
            };
        };
    };
    request_password_reset: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RequestPasswordReset"];
            };
        };
        responses: {
            /** @description Whatever there is to do is being done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResetRequested"];
                };
            };
        };
    };
    reset_password: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResetPassword"];
            };
        };
        responses: {
            /** @description The password is set; sign in with it */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_sellers: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description Beginnings of words of name, e-mail address, phone or zone. */
                search?: string;
                /** @description Whether they may sign in. */
                status?: components["schemas"]["UserStatus"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Seller"];
                };
            };
        };
    };
    list_sessions: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_OwnSession"];
                };
            };
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Signed in */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
        };
    };
    sign_out_everywhere: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out everywhere */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    exchange_api_key: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An access token */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyExchanged"];
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    refresh_session: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RefreshSession"] | null;
            };
        };
        responses: {
            /** @description The session goes on */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
        };
    };
    end_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session */
                id: components["schemas"]["SessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It has ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    make_signing_key: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MakeSigningKey"];
            };
        };
        responses: {
            /** @description One is waiting already */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NextSigningKey"];
                };
            };
            /** @description Made and published */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NextSigningKey"];
                };
            };
        };
    };
    identity_list_audit: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description Only what happened to this thing. */
                subject?: string;
                /** @description Only what this user did. */
                actor?: string;
                /**
                 * @description Only what has all these words, or their beginnings or ends, in what happened, its details or the user's name, without
                 *     regard to case and accents; in the last 92 days before `to`.
                 */
                text?: string;
                /** @description Not before this local day. */
                from?: string;
                /** @description Not after this local day. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Audit entries */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Audited"];
                };
            };
        };
    };
    identity_list_dead_letters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Dead letters */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_DeadLetter"];
                };
            };
        };
    };
    identity_discard_dead_letter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The message */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It will never be handled */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    identity_retry_dead_letter: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The message */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It will be tried again */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    identity_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    identity_messages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Waiting messages */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_Waiting"];
                };
            };
        };
    };
    identity_republish_state: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Republishing"];
            };
        };
        responses: {
            /** @description It is on its way */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Republished"];
                };
            };
        };
    };
    identity_schedules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Schedules */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_Scheduled"];
                };
            };
        };
    };
    list_users: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description Beginnings of words of name, e-mail address, phone or zone. */
                search?: string;
                /** @description With this role. */
                role?: components["schemas"]["Role"];
                /** @description In this state. */
                status?: components["schemas"]["UserStatus"];
                /** @description Of this shop. */
                customer_id?: components["schemas"]["CustomerId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_User"];
                };
            };
        };
    };
    create_user: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateUser"];
            };
        };
        responses: {
            /** @description Was created by the same request before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    show_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The user */
                id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    change_user: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag of the resource as the caller knows it. */
                "If-Match": string;
            };
            path: {
                /** @description The user */
                id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeUser"];
            };
        };
        responses: {
            /** @description The user as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    list_recommendations: {
        parameters: {
            query?: {
                /** @description The shop; a customer may leave it out. */
                customer_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the shop may want, with reasons */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recommendations"];
                };
            };
        };
    };
    insights_list_audit: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description Only what happened to this thing. */
                subject?: string;
                /** @description Only what this user did. */
                actor?: string;
                /**
                 * @description Only what has all these words, or their beginnings or ends, in what happened, its details or the user's name, without
                 *     regard to case and accents; in the last 92 days before `to`.
                 */
                text?: string;
                /** @description Not before this local day. */
                from?: string;
                /** @description Not after this local day. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Audit entries */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Audited"];
                };
            };
        };
    };
    insights_list_dead_letters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Dead letters */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_DeadLetter"];
                };
            };
        };
    };
    insights_discard_dead_letter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The message */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It will never be handled */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    insights_retry_dead_letter: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The message */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It will be tried again */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    insights_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    insights_messages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Waiting messages */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_Waiting"];
                };
            };
        };
    };
    insights_schedules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Schedules */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_Scheduled"];
                };
            };
        };
    };
    adjust_stock: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Adjustment"];
            };
        };
        responses: {
            /** @description It was booked before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerEntry"];
                };
            };
            /** @description Booked */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerEntry"];
                };
            };
        };
    };
    tell_availability: {
        parameters: {
            query: {
                /** @description Ids of products, with commas between them; at most 200. */
                product_ids: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description For each product */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Availability"];
                };
            };
        };
    };
    availability_changes: {
        parameters: {
            query?: {
                /** @description `next` of the answer before; without it everything comes. */
                since?: string;
                /** @description Items per answer, 1 to 5,000. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whole items, by product */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changes_AvailabilityState"];
                };
            };
        };
    };
    inventory_list_history: {
        parameters: {
            query: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description The thing. */
                subject: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What happened */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Audited"];
                };
            };
        };
    };
    list_lots: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description Of this product. */
                product_id?: components["schemas"]["ProductId"];
                /** @description In this warehouse. */
                warehouse_id?: components["schemas"]["WarehouseId"];
                /** @description Whose last day is before this day. */
                expires_before?: string;
                /** @description Only those in which something lies, or empty ones too (the default). */
                contents?: "filled" | "any";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_LotLevel"];
                };
            };
        };
    };
    list_movements: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description Of this product. */
                product_id?: components["schemas"]["ProductId"];
                /** @description In this warehouse. */
                warehouse_id?: components["schemas"]["WarehouseId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_LedgerEntry"];
                };
            };
        };
    };
    show_movement: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The movement, such as an adjustment */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The movement */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerEntry"];
                };
            };
        };
    };
    show_stock_overview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockOverview"];
                };
            };
        };
    };
    list_stock: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description Of this product. */
                product_id?: components["schemas"]["ProductId"];
                /** @description In this warehouse. */
                warehouse_id?: components["schemas"]["WarehouseId"];
                /** @description Only what is asked for and is out, or nearly. */
                level?: "out" | "low";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_StockLevel"];
                };
            };
        };
    };
    check_stock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every difference; none when all is well */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockCheck"];
                };
            };
        };
    };
    inventory_list_audit: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description Only what happened to this thing. */
                subject?: string;
                /** @description Only what this user did. */
                actor?: string;
                /**
                 * @description Only what has all these words, or their beginnings or ends, in what happened, its details or the user's name, without
                 *     regard to case and accents; in the last 92 days before `to`.
                 */
                text?: string;
                /** @description Not before this local day. */
                from?: string;
                /** @description Not after this local day. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Audit entries */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Audited"];
                };
            };
        };
    };
    inventory_list_dead_letters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Dead letters */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_DeadLetter"];
                };
            };
        };
    };
    inventory_discard_dead_letter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The message */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It will never be handled */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    inventory_retry_dead_letter: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The message */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It will be tried again */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    inventory_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    inventory_messages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Waiting messages */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_Waiting"];
                };
            };
        };
    };
    inventory_republish_state: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Republishing"];
            };
        };
        responses: {
            /** @description It is on its way */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Republished"];
                };
            };
        };
    };
    inventory_schedules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Schedules */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_Scheduled"];
                };
            };
        };
    };
    list_warehouses: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description Beginnings of words of code, name, address or city, without case and accents. */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Warehouse"];
                };
            };
        };
    };
    create_warehouse: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewWarehouse"];
            };
        };
        responses: {
            /** @description It was entered before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Warehouse"];
                };
            };
            /** @description Entered */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Warehouse"];
                };
            };
        };
    };
    show_warehouse: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The warehouse */
                id: components["schemas"]["WarehouseId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The warehouse */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Warehouse"];
                };
            };
        };
    };
    change_warehouse: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag of the resource as the caller knows it. */
                "If-Match": string;
            };
            path: {
                /** @description The warehouse */
                id: components["schemas"]["WarehouseId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WarehousePatch"];
            };
        };
        responses: {
            /** @description Changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Warehouse"];
                };
            };
        };
    };
    list_calendars: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Calendar"];
                };
            };
        };
    };
    create_calendar: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCalendar"];
            };
        };
        responses: {
            /** @description Made before by the same request; as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Calendar"];
                };
            };
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Calendar"];
                };
            };
        };
    };
    get_calendar: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The calendar. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Calendar"];
                };
            };
        };
    };
    change_calendar: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag of the resource as the caller knows it. */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CalendarPatch"];
            };
        };
        responses: {
            /** @description Changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Calendar"];
                };
            };
        };
    };
    list_capacities: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description Of this warehouse. */
                warehouse_id?: string;
                /** @description From this day on; today if absent. */
                from?: string;
                /** @description Up to this day. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, the soonest day first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Capacity"];
                };
            };
        };
    };
    set_capacity: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetCapacity"];
            };
        };
        responses: {
            /** @description Set. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Capacity"];
                };
            };
        };
    };
    get_capacity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The capacity. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Capacity"];
                };
            };
        };
    };
    remove_capacity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_capacity_defaults: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description Of this warehouse. */
                warehouse_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Capacity"];
                };
            };
        };
    };
    list_closed_days: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description From this day on. */
                from?: string;
                /** @description Up to this day. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, the last day first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ClosedDay"];
                };
            };
        };
    };
    close_day: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewClosedDay"];
            };
        };
        responses: {
            /** @description Closed before by the same request; as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClosedDay"];
                };
            };
            /** @description Closed. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClosedDay"];
                };
            };
        };
    };
    get_closed_day: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The closed day. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClosedDay"];
                };
            };
        };
    };
    open_day: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Open again. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_deliveries: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description In this state. */
                status?: components["schemas"]["DeliveryStatus"];
                /** @description On this local day. */
                on?: string;
                /** @description Of this order. */
                order_id?: string;
                /** @description From this warehouse. */
                warehouse_id?: string;
                /** @description To this shop. */
                customer_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Delivery"];
                };
            };
        };
    };
    delivery_changes: {
        parameters: {
            query?: {
                /** @description `next` of the answer before; without it everything comes. */
                since?: string;
                /** @description Items per answer, 1 to 5,000. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whole deliveries, oldest change first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changes_Delivery"];
                };
            };
        };
    };
    get_delivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
        };
    };
    delivery_options: {
        parameters: {
            query?: {
                /** @description The shop; a customer may leave it out. */
                customer_id?: string;
                /** @description From this warehouse; the nearest to the shop if absent. */
                warehouse_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The days, soonest first; none if nothing has room. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_DeliveryOption"];
                };
            };
        };
    };
    logistics_list_history: {
        parameters: {
            query: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description The thing. */
                subject: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What happened */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Audited"];
                };
            };
        };
    };
    show_deliveries_overview: {
        parameters: {
            query?: {
                /** @description The local day; today where it is not given. */
                on?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The day. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveriesOverview"];
                };
            };
        };
    };
    logistics_list_audit: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description Only what happened to this thing. */
                subject?: string;
                /** @description Only what this user did. */
                actor?: string;
                /**
                 * @description Only what has all these words, or their beginnings or ends, in what happened, its details or the user's name, without
                 *     regard to case and accents; in the last 92 days before `to`.
                 */
                text?: string;
                /** @description Not before this local day. */
                from?: string;
                /** @description Not after this local day. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Audit entries */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Audited"];
                };
            };
        };
    };
    logistics_list_dead_letters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Dead letters */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_DeadLetter"];
                };
            };
        };
    };
    logistics_discard_dead_letter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The message */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It will never be handled */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    logistics_retry_dead_letter: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The message */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It will be tried again */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    logistics_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    logistics_messages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Waiting messages */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_Waiting"];
                };
            };
        };
    };
    logistics_schedules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Schedules */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_Scheduled"];
                };
            };
        };
    };
    list_zones: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description Of this warehouse. */
                warehouse_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Zone"];
                };
            };
        };
    };
    create_zone: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewZone"];
            };
        };
        responses: {
            /** @description Made before by the same request; as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Zone"];
                };
            };
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Zone"];
                };
            };
        };
    };
    get_zone: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The zone. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Zone"];
                };
            };
        };
    };
    delete_zone: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    change_zone: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag of the resource as the caller knows it. */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ZonePatch"];
            };
        };
        responses: {
            /** @description Changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Zone"];
                };
            };
        };
    };
    openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description This document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
    list_sagas: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description Only those that are so far. */
                state?: components["schemas"]["State"];
                /** @description Only those that are so well. */
                health?: components["schemas"]["SagaHealth"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of sagas */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_SagaView"];
                };
            };
        };
    };
    show_saga: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order */
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The saga */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SagaWithLog"];
                };
            };
        };
    };
    retry_saga: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The order */
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nothing is overdue; unchanged */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SagaView"];
                };
            };
            /** @description Sent again */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SagaView"];
                };
            };
        };
    };
    ordering_list_audit: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description Only what happened to this thing. */
                subject?: string;
                /** @description Only what this user did. */
                actor?: string;
                /**
                 * @description Only what has all these words, or their beginnings or ends, in what happened, its details or the user's name, without
                 *     regard to case and accents; in the last 92 days before `to`.
                 */
                text?: string;
                /** @description Not before this local day. */
                from?: string;
                /** @description Not after this local day. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Audit entries */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Audited"];
                };
            };
        };
    };
    ordering_list_dead_letters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Dead letters */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_DeadLetter"];
                };
            };
        };
    };
    ordering_discard_dead_letter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The message */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It will never be handled */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    ordering_retry_dead_letter: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The message */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It will be tried again */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    ordering_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    ordering_messages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Waiting messages */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_Waiting"];
                };
            };
        };
    };
    ordering_schedules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Schedules */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_Scheduled"];
                };
            };
        };
    };
    list_categories: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All categories of active products; a supplier sees those of its own. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Categories"];
                };
            };
        };
    };
    purchasing_list_history: {
        parameters: {
            query: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description The thing. */
                subject: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What happened */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Audited"];
                };
            };
        };
    };
    list_imports: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description Only of this kind. */
                kind?: "products" | "suppliers";
                /** @description Only with this status. */
                status?: "checking" | "checked" | "committing" | "committed" | "undoing" | "undone" | "failed";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of imports. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ImportSummary"];
                };
            };
        };
    };
    upload_import: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["ImportForm"];
            };
        };
        responses: {
            /** @description It was uploaded before with the same id; as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description Its rows are being checked. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
        };
    };
    download_import_template: {
        parameters: {
            query: {
                /** @description What it is to list. */
                kind: "products" | "suppliers";
                /** @description `xlsx` (the default) or `csv`. */
                format?: "csv" | "xlsx";
                /** @description `empty` (the default), or `catalogue`: with everything that is active now, to be changed and uploaded again. */
                content?: "empty" | "catalogue";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The table. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": number[];
                    "text/csv": number[];
                };
            };
        };
    };
    get_import: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ImportId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The import. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
        };
    };
    commit_import: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: components["schemas"]["ImportId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The import, which is being committed or has been. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
        };
    };
    list_import_errors: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
            };
            header?: never;
            path: {
                id: components["schemas"]["ImportId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of errors. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ImportError"];
                };
            };
        };
    };
    undo_import: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: components["schemas"]["ImportId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The import, which is being undone or has been. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
        };
    };
    purchasing_announce_upload: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnnounceUpload"];
            };
        };
        responses: {
            /** @description It was announced before; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Medium"];
                };
            };
            /** @description Send the pieces now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Medium"];
                };
            };
        };
    };
    purchasing_get_medium: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The medium. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Medium"];
                };
            };
        };
    };
    purchasing_upload_offset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description From here it goes on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    purchasing_upload_piece: {
        parameters: {
            query?: never;
            header: {
                /** @description Where the piece begins */
                "Upload-Offset": number;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/offset+octet-stream": number[];
            };
        };
        responses: {
            /** @description It is here. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    purchasing_get_content: {
        parameters: {
            query: {
                /** @description A smaller picture of an image; the whole without it. */
                variant?: number;
                /** @description Seconds since 1970. */
                expires: number;
                /** @description Made by the service. */
                signature: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The whole of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": number[];
                    "image/heic": number[];
                    "image/jpeg": number[];
                    "image/png": number[];
                    "image/webp": number[];
                    "video/mp4": number[];
                    "video/webm": number[];
                };
            };
            /** @description A part of it. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is as it was. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    purchasing_get_picture: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                /** @description Most pixels of its longer side */
                size: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": number[];
                };
            };
            /** @description A part of it. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is as it was. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    show_purchasing_overview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PurchasingOverview"];
                };
            };
        };
    };
    list_products: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description Beginnings of words of name, SKU, barcode, category and supplier, without case and accents; all must be found. */
                search?: string;
                /** @description Only of this supplier. */
                supplier_id?: components["schemas"]["SupplierId"];
                /** @description Only of this category, whatever its case and accents. */
                category?: string;
                /** @description Which ones: `active` (the default), `archived` or `all`. Shops and sellers see active ones only. */
                status?: "active" | "archived" | "all";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of products. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Product"];
                };
            };
        };
    };
    add_product: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewProduct"];
            };
        };
        responses: {
            /** @description It was added before with the same id; as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
            /** @description The new product. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
        };
    };
    product_changes: {
        parameters: {
            query?: {
                /** @description `next` of the answer before; without it everything comes. */
                since?: string;
                /** @description Items per answer, 1 to 5,000. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is new, changed or gone. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changes_SyncedProduct"];
                };
            };
        };
    };
    get_product: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ProductId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The product. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
        };
    };
    change_product: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag of the resource as the caller knows it. */
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["ProductId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProductChange"];
            };
        };
        responses: {
            /** @description The product as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
        };
    };
    list_prices: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
            };
            header?: never;
            path: {
                id: components["schemas"]["ProductId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of prices. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ProductPrice"];
                };
            };
        };
    };
    price_product: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: components["schemas"]["ProductId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPrice"];
            };
        };
        responses: {
            /** @description The price. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductPrice"];
                };
            };
        };
    };
    list_purchase_orders: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description Only those in this state. */
                status?: "draft" | "sent" | "confirmed" | "partially_received" | "received" | "cancelled";
                /** @description Only those of this supplier. */
                supplier_id?: components["schemas"]["SupplierId"];
                /** @description Only those to this warehouse. */
                warehouse_id?: components["schemas"]["WarehouseId"];
                /** @description Only the one with this number. */
                number?: string;
                /** @description Only those that should have come before today and have not (or only the others). */
                late?: boolean;
                /** @description Only those that were sent and of which something may still come (or only the others). */
                open?: boolean;
                /** @description Only those expected on this local day or later. */
                expected_from?: string;
                /** @description Only those expected on this local day or earlier. */
                expected_to?: string;
                /** @description Only those of which less will come than was ordered, as far as is known (or only the others). */
                short?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of purchase orders. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_PurchaseOrderSummary"];
                };
            };
        };
    };
    write_purchase_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPurchaseOrder"];
            };
        };
        responses: {
            /** @description It was written before with the same id; as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PurchaseOrder"];
                };
            };
            /** @description The draft. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PurchaseOrder"];
                };
            };
        };
    };
    show_purchase_order: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["PurchaseOrderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The purchase order. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PurchaseOrder"];
                };
            };
        };
    };
    change_purchase_order: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag of the resource as the caller knows it. */
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["PurchaseOrderId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PurchaseOrderChange"];
            };
        };
        responses: {
            /** @description The purchase order as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PurchaseOrder"];
                };
            };
        };
    };
    list_purchase_order_amendments: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
            };
            header?: never;
            path: {
                id: components["schemas"]["PurchaseOrderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of amendments. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_PurchaseOrderAmendment"];
                };
            };
        };
    };
    cancel_purchase_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: components["schemas"]["PurchaseOrderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The purchase order as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PurchaseOrder"];
                };
            };
        };
    };
    close_purchase_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: components["schemas"]["PurchaseOrderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The purchase order as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PurchaseOrder"];
                };
            };
        };
    };
    confirm_purchase_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: components["schemas"]["PurchaseOrderId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmPurchaseOrder"];
            };
        };
        responses: {
            /** @description The purchase order as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PurchaseOrder"];
                };
            };
        };
    };
    receive_goods: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: components["schemas"]["PurchaseOrderId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPurchaseReceipt"];
            };
        };
        responses: {
            /** @description It was received before with the same id; as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PurchaseReceipt"];
                };
            };
            /** @description The receipt. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PurchaseReceipt"];
                };
            };
        };
    };
    show_receipt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["PurchaseOrderId"];
                receipt_id: components["schemas"]["ReceiptId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The receipt. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PurchaseReceipt"];
                };
            };
        };
    };
    send_purchase_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: components["schemas"]["PurchaseOrderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The purchase order as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PurchaseOrder"];
                };
            };
        };
    };
    list_suppliers: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description Beginnings of words of the legal name, tax id or e-mail address; all of them must be found. */
                search?: string;
                /** @description Which ones: `active` (the default), `archived` or `all`. */
                status?: "active" | "archived" | "all";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of suppliers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Supplier"];
                };
            };
        };
    };
    register_supplier: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSupplier"];
            };
        };
        responses: {
            /** @description It was entered before with the same id; as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Supplier"];
                };
            };
            /** @description The new supplier. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Supplier"];
                };
            };
        };
    };
    get_supplier: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["SupplierId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The supplier. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Supplier"];
                };
            };
        };
    };
    change_supplier: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag of the resource as the caller knows it. */
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["SupplierId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SupplierChange"];
            };
        };
        responses: {
            /** @description The supplier as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Supplier"];
                };
            };
        };
    };
    purchasing_list_audit: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description Only what happened to this thing. */
                subject?: string;
                /** @description Only what this user did. */
                actor?: string;
                /**
                 * @description Only what has all these words, or their beginnings or ends, in what happened, its details or the user's name, without
                 *     regard to case and accents; in the last 92 days before `to`.
                 */
                text?: string;
                /** @description Not before this local day. */
                from?: string;
                /** @description Not after this local day. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Audit entries */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Audited"];
                };
            };
        };
    };
    purchasing_list_dead_letters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Dead letters */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_DeadLetter"];
                };
            };
        };
    };
    purchasing_discard_dead_letter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The message */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It will never be handled */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    purchasing_retry_dead_letter: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The message */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It will be tried again */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    purchasing_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    purchasing_messages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Waiting messages */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_Waiting"];
                };
            };
        };
    };
    purchasing_republish_state: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Republishing"];
            };
        };
        responses: {
            /** @description It is on its way */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Republished"];
                };
            };
        };
    };
    purchasing_schedules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Schedules */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_Scheduled"];
                };
            };
        };
    };
    sales_list_history: {
        parameters: {
            query: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description The thing. */
                subject: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What happened */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Audited"];
                };
            };
        };
    };
    sales_announce_upload: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnnounceUpload"];
            };
        };
        responses: {
            /** @description It was announced before; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Medium"];
                };
            };
            /** @description Send the pieces now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Medium"];
                };
            };
        };
    };
    sales_get_medium: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The medium. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Medium"];
                };
            };
        };
    };
    sales_upload_offset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description From here it goes on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    sales_upload_piece: {
        parameters: {
            query?: never;
            header: {
                /** @description Where the piece begins */
                "Upload-Offset": number;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/offset+octet-stream": number[];
            };
        };
        responses: {
            /** @description It is here. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    sales_get_content: {
        parameters: {
            query: {
                /** @description A smaller picture of an image; the whole without it. */
                variant?: number;
                /** @description Seconds since 1970. */
                expires: number;
                /** @description Made by the service. */
                signature: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The whole of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": number[];
                    "image/heic": number[];
                    "image/jpeg": number[];
                    "image/png": number[];
                    "image/webp": number[];
                    "video/mp4": number[];
                    "video/webm": number[];
                };
            };
            /** @description A part of it. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is as it was. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_orders: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description Only those in this state. */
                status?: components["schemas"]["OrderStatus"];
                /** @description Only those of this shop. */
                customer_id?: components["schemas"]["CustomerId"];
                /** @description Only those of this seller's shops. */
                seller_id?: components["schemas"]["SellerId"];
                /** @description Only the one with this number. */
                number?: string;
                /** @description Only those accepted on this local day or later. */
                from?: string;
                /** @description Only those accepted on this local day or earlier. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of orders */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Order"];
                };
            };
        };
    };
    place_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlaceOrder"];
            };
        };
        responses: {
            /** @description Sent before with this id: the order as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description Accepted; `Location` says where it is */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
        };
    };
    order_changes: {
        parameters: {
            query?: {
                /** @description `next` of the answer before; without it everything comes. */
                since?: string;
                /** @description Items per answer, 1 to 5,000. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whole orders, oldest change first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changes_Order"];
                };
            };
        };
    };
    read_order: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The order */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
        };
    };
    cancel_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: components["schemas"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is cancelled */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description Asked for; the order as it is now */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
        };
    };
    read_timeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What happened, oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Timeline"];
                };
            };
        };
    };
    show_sales_overview: {
        parameters: {
            query?: {
                /** @description The first local day; 29 days before the last where it is not given. */
                from?: string;
                /** @description The last local day; today where it is not given. At most 92 days in all. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SalesOverview"];
                };
            };
        };
    };
    show_sell_out: {
        parameters: {
            query: {
                /** @description The first local day. */
                from: string;
                /** @description The last local day; at most 92 days in all. */
                to: string;
                /** @description `day` (the default) or `product`. */
                group_by?: "day" | "product";
                /** @description Only of this supplier's products; a supplier sees its own in any case. */
                supplier_id?: components["schemas"]["SupplierId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sell-out */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SellOut"];
                };
            };
        };
    };
    list_shortages: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description Only those in this state. */
                status?: components["schemas"]["ShortageStatus"];
                /** @description Only those of this order. */
                order_id?: components["schemas"]["OrderId"];
                /** @description Only those of this shop. */
                customer_id?: components["schemas"]["CustomerId"];
                /** @description Only those of this seller's shops. */
                seller_id?: components["schemas"]["SellerId"];
                /** @description Only those that arrived on this local day or later. */
                from?: string;
                /** @description Only those that arrived on this local day or earlier. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of reports */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Shortage"];
                };
            };
        };
    };
    report_shortage: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReportShortage"];
            };
        };
        responses: {
            /** @description Sent before with this id: the report as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shortage"];
                };
            };
            /** @description Taken; photos may follow now */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shortage"];
                };
            };
        };
    };
    read_shortage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ShortageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shortage"];
                };
            };
        };
    };
    settle_shortage: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: components["schemas"]["ShortageId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SettleShortage"];
            };
        };
        responses: {
            /** @description The report as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shortage"];
                };
            };
        };
    };
    sales_list_audit: {
        parameters: {
            query?: {
                /** @description Items per page, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
                 * @example -created_at
                 */
                sort?: string;
                /** @description Only what happened to this thing. */
                subject?: string;
                /** @description Only what this user did. */
                actor?: string;
                /**
                 * @description Only what has all these words, or their beginnings or ends, in what happened, its details or the user's name, without
                 *     regard to case and accents; in the last 92 days before `to`.
                 */
                text?: string;
                /** @description Not before this local day. */
                from?: string;
                /** @description Not after this local day. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Audit entries */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Audited"];
                };
            };
        };
    };
    sales_list_dead_letters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Dead letters */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_DeadLetter"];
                };
            };
        };
    };
    sales_discard_dead_letter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The message */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It will never be handled */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    sales_retry_dead_letter: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The message */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It will be tried again */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    sales_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    sales_messages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Waiting messages */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_Waiting"];
                };
            };
        };
    };
    sales_republish_state: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body answers the same again, for 30 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Republishing"];
            };
        };
        responses: {
            /** @description It is on its way */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Republished"];
                };
            };
        };
    };
    sales_schedules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Schedules */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_Scheduled"];
                };
            };
        };
    };
}
