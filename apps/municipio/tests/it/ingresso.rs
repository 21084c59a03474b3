//! The front page: what whoever has no account may do, and no more.

use municipio::OFFICES;
use testkit::{Engine, TownHall};
use web::Access;

/// Public pages to which nobody goes on foot: the front page itself, the login that stands on top, and what a monitor asks.
const NOT_DOORS: [&str; 3] = ["/", "/accedi", "/salute"];

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_no_account_finds_every_public_page_and_whoever_works_here_their_desk() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let stranger = hall.browser();
        let answer = stranger.get("/").await;
        assert_eq!(answer.status(), 200);
        let page = answer.text().await.unwrap().replace("&#x2f;", "/");
        assert!(page.contains(&hall.ente.info.name) && page.contains("<html lang=\"it\">"), "{page}");
        assert!(page.contains("href=\"/accedi\""), "who works here finds the way in: {page}");

        // One piece of an address is the first page of something: each that is for everybody has its place, and opens.
        let (_, doors) = page.split_once("id=\"contenuto\"").unwrap();
        let first = |path: &str| path.matches('/').count() == 1 && !NOT_DOORS.contains(&path);
        let public = hall.house.routes.iter().filter(|route| route.method == "GET" && first(route.path));
        let public: Vec<_> = public.filter(|route| matches!(route.access, Access::Public)).collect();
        assert!(public.len() >= 6, "{public:?}");
        for route in &public {
            let path = route.path;
            assert!(doors.contains(&format!("href=\"{path}\"")), "{path} is for everybody and not on the front page");
            assert_eq!(stranger.get(path).await.status(), 200, "{path}");
        }
        // Nor does anything else stand there that is not for everybody, which would lead to the login.
        let links = doors.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        for link in links.filter(|link| link.starts_with('/') && !link.starts_with("/static/")) {
            let open = |route: &web::Listed| route.path == link && matches!(route.access, Access::Public);
            assert!(hall.house.routes.iter().any(open), "{link} is not for everybody");
            assert_eq!(stranger.get(link).await.status(), 200, "{link}");
        }
        assert!(hall.house.public.iter().all(|entry| doors.contains(&format!("href=\"{}\"", entry.href))), "{page}");

        let unit = hall.unit("X", "Ufficio").await;
        hall.person("anna", unit, &[]).await;
        let answer = hall.signed_in("anna").await.get("/").await;
        assert_eq!((answer.status().as_u16(), answer.headers()["location"].to_str().unwrap()), (303, "/scrivania"));
    }
}
