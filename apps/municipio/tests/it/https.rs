//! What changes when people reach us by HTTPS.

use std::sync::Arc;

use kernel::SystemClock;
use municipio::OFFICES;
use testkit::{Engine, PASSWORD, TownHall, usual_settings};

#[tokio::test(flavor = "multi_thread")]
async fn over_https_every_cookie_is_for_https_only_and_of_this_host_only() {
    let settings = web::Settings { https: true, ..usual_settings() };
    let hall = TownHall::start_with(Engine::Sqlite, OFFICES, Arc::new(SystemClock), settings).await;
    let unit = hall.unit("X", "Ufficio").await;
    hall.person("anna", unit, &[]).await;
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let page = client.get(format!("{}/accedi", hall.url)).send().await.unwrap();
    assert!(page.headers()["strict-transport-security"].to_str().unwrap().starts_with("max-age=31536000"));
    let guest = page.headers()["set-cookie"].to_str().unwrap().to_owned();
    let text = page.text().await.unwrap();
    let token = text.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let entered = client
        .post(format!("{}/accedi", hall.url))
        .header("cookie", guest.split(';').next().unwrap())
        .form(&[("csrf", token), ("username", "anna"), ("password", PASSWORD)])
        .send()
        .await
        .unwrap();
    assert_eq!(entered.status(), 303);
    let set = entered.headers().get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap().to_owned());
    let cookies: Vec<String> = set.chain([guest.clone()]).collect();
    for name in ["__Host-ospite=", "__Host-municipio=", "__Host-dispositivo="] {
        let cookie =
            cookies.iter().find(|cookie| cookie.starts_with(name)).unwrap_or_else(|| panic!("{name} {cookies:?}"));
        for part in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
            assert!(cookie.contains(part), "{part} in {cookie}");
        }
        assert!(!cookie.to_lowercase().contains("domain"), "{cookie}");
    }
}
