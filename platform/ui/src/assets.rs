//! The files of `web/dist`, embedded at build time.

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// A file that browsers load: style sheet, font, icon sprite, script, image.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    /// Path below the static prefix, such as `css/municipio.css`.
    pub path: &'static str,
    /// The file as it is.
    pub bytes: &'static [u8],
    /// The same file compressed with gzip, when that saves anything.
    pub gz: Option<&'static [u8]>,
    /// The same file compressed with Brotli, when that saves anything.
    pub br: Option<&'static [u8]>,
    /// Value of the `Content-Type` header.
    pub content_type: &'static str,
    /// Strong entity tag, quotes included (RFC 9110 §8.8.3).
    pub etag: &'static str,
}

/// The asset at `path` (relative, as in [`Asset::path`]), or nothing if there is none.
pub fn asset(path: &str) -> Option<Asset> {
    ASSETS.binary_search_by(|probe| probe.path.cmp(path)).ok().and_then(|at| ASSETS.get(at)).copied()
}

/// Every embedded asset, by path.
pub fn assets() -> &'static [Asset] {
    ASSETS
}

/// `/static/<hash>`: the hash covers all assets, so whatever lies below may be cached for ever (`immutable`).
pub fn static_prefix() -> String {
    format!("/static/{HASH}")
}

/// URL of the asset at `path`, or nothing if there is none.
pub fn asset_url(path: &str) -> Option<String> {
    asset(path).map(|found| format!("/static/{HASH}/{}", found.path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_sheet_is_found_with_its_compressed_twins() {
        let css = asset("css/municipio.css").expect("municipio.css is embedded");
        assert_eq!(css.content_type, "text/css; charset=utf-8");
        assert!(css.gz.is_some_and(|gz| gz.len() < css.bytes.len()));
        assert!(css.br.is_some_and(|br| br.len() < css.bytes.len()));
    }

    #[test]
    fn every_asset_is_found_by_its_path_and_nothing_else_is() {
        for each in assets() {
            assert_eq!(asset(each.path).map(|found| found.etag), Some(each.etag), "{}", each.path);
        }
        for absent in ["", "/", "../Cargo.toml", "css/", "css/municipio.css.gz", "/css/municipio.css"] {
            assert!(asset(absent).is_none(), "{absent}");
        }
    }

    #[test]
    fn urls_carry_the_hash_of_all_assets() {
        let url = asset_url("css/municipio.css").expect("municipio.css is embedded");
        let hash = static_prefix();
        assert_eq!(url, format!("{hash}/css/municipio.css"));
        assert_eq!(hash.trim_start_matches("/static/").len(), 16);
    }

    #[test]
    fn a_first_visit_weighs_less_than_the_budget() {
        let weight = |each: &&Asset| each.br.unwrap_or(each.bytes).len();
        let loaded = |each: &&Asset| {
            each.path.starts_with("css/")
                || each.path.starts_with("svg/")
                || (each.path.starts_with("js/") && !each.path.starts_with("js/pdf"))
                || (each.path.starts_with("fonts/titillium") || each.path.starts_with("fonts/roboto"))
        };
        let total: usize = assets().iter().filter(loaded).map(|each| weight(&each)).sum();
        assert!(total < 300_000, "style sheets, fonts, icons and scripts weigh {total} bytes");
    }
}
