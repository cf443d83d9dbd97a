//! A release binary holds the applications as they were built: when they change, it is made again. (A debug binary reads them
//! from `apps/*/dist` when they are asked for.)

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed=../apps/console/dist");
        println!("cargo:rerun-if-changed=../apps/customer/dist");
    }
}
