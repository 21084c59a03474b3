//! The menu: what is asked for every day stands in sight, the rest is folded under one name, and no page loses its place.

use office::Office;
use protocollo::Protocollo;
use testkit::{Engine, TownHall};

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];

const FOLD: &str = "Strumenti del protocollo";
const DAILY: [&str; 5] = ["", "/posta", "/spedizioni", "/fascicoli", "/repertori"];
const FOLDED: [&str; 6] = ["/titolario", "/caselle", "/giornalieri", "/stampe", "/differita", "/emergenza"];

fn menu(page: &str) -> &str {
    let after = page.split("id=\"uffici\"").nth(1).expect("a rail");
    after.split("</nav>").next().expect("its end")
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_do_everything_finds_every_page_and_the_rare_ones_folded() {
    let hall = TownHall::start(Engine::Sqlite, OFFICES).await;
    let unit = hall.unit("PRO", "Protocollo").await;
    let all: Vec<&str> = OFFICES[0].permissions().iter().map(|permission| permission.code).collect();
    hall.person("carla", unit, &all).await;
    let carla = hall.signed_in("carla").await;
    let page = carla.read("/protocollo").await;
    let (daily, rare) = menu(&page).split_once("<details").expect("a fold");
    assert!(rare.contains(FOLD) && !rare.starts_with(" class=\"mu-rail-fold\" open"), "{rare}");
    for (part, ends) in [(daily, &DAILY[..]), (rare, &FOLDED[..])] {
        for end in ends {
            assert_eq!(part.matches(&format!("href=\"/protocollo{end}\"")).count(), 1, "{end}: {part}");
        }
        assert_eq!(part.matches("<a href=").count(), ends.len(), "{part}");
    }
    let page = carla.read("/protocollo/titolario").await;
    assert!(menu(&page).contains("<details class=\"mu-rail-fold\" open"), "where one is, it stands open");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_or_two_of_the_rare_pages_are_not_worth_a_fold() {
    let hall = TownHall::start(Engine::Sqlite, OFFICES).await;
    let unit = hall.unit("PRO", "Protocollo").await;
    hall.person("marco", unit, &["protocollo.consulta", "protocollo.titolario"]).await;
    let page = hall.signed_in("marco").await.read("/protocollo").await;
    assert!(menu(&page).contains("href=\"/protocollo/titolario\"") && !menu(&page).contains("<details"), "{page}");
}
