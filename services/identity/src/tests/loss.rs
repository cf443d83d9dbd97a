use super::*;
use chassis::testing::both;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// One round: so many tabs refresh at once with the token that they share; each answer arrives or is lost, and the last
/// that arrives is the one that is kept.
#[derive(Clone, Debug)]
struct Round {
    tabs: usize,
    lost: [bool; 3],
    last: usize,
}

fn rounds() -> impl Strategy<Value = Vec<Round>> {
    let round = (1_usize..=3, any::<[bool; 3]>(), any::<usize>());
    proptest::collection::vec(round.prop_map(|(tabs, lost, last)| Round { tabs, lost, last }), 1..10)
}

async fn refresh(system: &TestSystem, token: &str) -> Answer {
    system.http("POST", "/api/identity/sessions/refresh", None, Some(json!({"refresh_token": token}))).await
}

both!(
    async fn answers_lost_in_any_pattern_sign_nobody_out_and_a_stolen_token_ends_the_session(setup: Setup) {
        let system = start(setup).await;
        let phone = phone();
        registered(&system, shop(&phone)).await;
        let mut runner = TestRunner::default();
        for _ in 0..24 {
            let rounds = rounds().new_tree(&mut runner).expect("rounds").current();
            let mut held = text(&sign_in(&system, &phone, PASSWORD).await, "refresh_token").to_owned();
            // The tokens that were used, oldest first: each of them but the last is old.
            let mut used: Vec<String> = Vec::new();
            for round in &rounds {
                let answers = futures::future::join_all((0..round.tabs).map(|_| refresh(&system, &held))).await;
                for answer in &answers {
                    assert_eq!(answer.status, 200, "signed out by {rounds:?}: {}", answer.text);
                }
                if used.last() != Some(&held) {
                    used.push(held.clone());
                }
                let arrived: Vec<&Answer> =
                    answers.iter().zip(round.lost).filter(|(_, lost)| !lost).map(|(answer, _)| answer).collect();
                if !arrived.is_empty() {
                    held = text(arrived[round.last % arrived.len()], "refresh_token").to_owned();
                }
            }
            // Whatever was lost, whoever holds the last token goes on …
            let (before, access) = (held.clone(), refresh(&system, &held).await);
            assert_eq!(access.status, 200, "signed out by {rounds:?}");
            if used.last() != Some(&before) {
                used.push(before);
            }
            // … until a thief comes with a copy of an old one. (With one token ever used there is no old one.)
            if used.len() < 2 {
                continue;
            }
            let stolen = &used[used.len() / 3];
            let thief = refresh(&system, if stolen == used.last().expect("one") { &used[0] } else { stolen }).await;
            assert_eq!((thief.status, text(&thief, "code")), (401, "session_ended"), "{rounds:?}");
            assert_eq!(refresh(&system, text(&access, "refresh_token")).await.status, 401, "{rounds:?}");
            revoked(&system, text(&access, "access_token")).await;
        }
    }
);
