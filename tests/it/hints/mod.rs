//! How often the hints of a picture are right and wrong, over a made corpus.
//!
//! A small corpus runs with every test and holds the rates to their bounds; the whole one writes `docs/hints.md`.

mod changes;
mod corpus;
mod measure;
mod report;

use corpus::Size;

/// The seed of both corpora.
const SEED: u64 = 20_261_124;

/// The rates of the small corpus. What is wrong here would be wrong a thousand times a day.
#[test]
fn hints_keep_their_rates_on_a_small_corpus() {
    let bases = corpus::draw(SEED, Size::SMALL);
    let again = measure::found_again(&bases);
    for (name, rate) in again.rows().take(5) {
        assert_eq!(rate.given, rate.of, "{name}: every picture is found again");
    }
    assert!(again.of("turned a quarter").share() > 0.99 && again.of("turned three quarters").share() > 0.99);
    assert!(again.of("3 pixels cut off all round").share() >= 0.5);
    let mistaken = measure::mistaken(&bases);
    for (name, rate) in mistaken.rows().filter(|(name, _)| name.contains("unevenly") || name.contains("other")) {
        assert_eq!(rate.given, 0, "{name}: nobody's paper is taken for another's");
    }
    let (resaved, patches) = measure::saved_again(&bases);
    for (name, rate) in resaved.rows().filter(|(name, _)| name.contains("once")) {
        assert_eq!(rate.given, 0, "{name}: saved once on this grid");
    }
    for name in ["60, then 80", "70, then 85", "75, then 90"] {
        assert!(resaved.of(name).share() > 0.9, "{name}: {:?}", resaved.of(name));
    }
    for (name, rate) in patches.rows().filter(|(name, _)| !name.contains("replaced")) {
        assert_eq!(rate.given, 0, "{name}: nothing was put in");
    }
    assert!(patches.of("70, a line of digits replaced, then 85").share() >= 0.3);
    let (content, proportions) = measure::thumbnails(&bases);
    for name in ["untouched", "saved again at 60, made smaller", "20 steps brighter", "turned a quarter"] {
        assert_eq!((content.of(name).given, proportions.of(name).given), (0, 0), "{name}");
    }
    assert_eq!(proportions.of("a fifth cut off on one side").share(), 1.0);
    let screens = measure::screenshots(&bases);
    assert_eq!(screens.of("a scan as PNG").given, 0);
    assert_eq!(screens.of("a telephone's screen of 1080 × 2340 as PNG").share(), 1.0);
}

/// Measures the whole corpus and writes `docs/hints.md`: takes minutes, and is run when something about the hints changes.
#[test]
#[ignore = "takes minutes; writes docs/hints.md"]
fn measure_the_whole_corpus() {
    let bases = corpus::draw(SEED, Size::WHOLE);
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/hints.md");
    std::fs::write(path, report::write(&bases)).unwrap();
}
