//! The rates as a page of documentation.

use std::fmt::Write as _;

use jiaodui::domain::scan_facts::Fingerprint;

use super::corpus::Base;
use super::measure::{self, Rate, Rates};

const HEAD: &str = "\
# How often the hints of a picture are right

The checks E1–E7 and the search for nearly identical pictures (X3) give hints, never proof. This page says how often each is given where
it should be and where it should not, on a made corpus. It is written by the program below and not by hand.

```
cargo test --release --test it hints::measure_the_whole_corpus -- --ignored
```

The corpus (`tests/it/hints/corpus.rs`) is drawn by the demonstration's own artist from a fixed seed: diplomas of six schools, fronts and
backs of identity cards, sheets of marks, people holding their card. Papers of one template differ only in what is written, in the seal's
place and in the photo. Every second paper lies at exactly the same place as all others of its template, which no real scanner manages and
which is the hardest case for telling two people's papers apart; the others are turned by up to a degree, moved by up to a hundredth, lit
unevenly and noisy. What real papers add (creases, shadows, other scanners) only sets them further apart. What no made corpus can show is
how often honest applicants' files bear these signs: most are cropped, turned and made smaller to fit the 2 MB of G4.1.

A small part of the corpus is measured with every run of the tests (`hints_keep_their_rates_on_a_small_corpus`).
";

pub(super) fn write(bases: &[Base]) -> String {
    let mut page = String::from(HEAD);
    let _ = write!(page, "\n{} papers; every row below is a change made to each of them.\n", bases.len());
    let _ = write!(
        page,
        "\n## The same picture again (X3)\n\nFound means: the database finds it by one of the four words of its fingerprint (its own \
         value, the quarter turns, the unsure bits both ways) and it differs in at most {} of 256 bits.\n",
        Fingerprint::NEAR
    );
    table(&mut page, "change", "found", &measure::found_again(bases));
    page.push_str("\nTwo papers of different people, taken for one picture:\n");
    table(&mut page, "pairs", "mistaken", &measure::mistaken(bases));
    page.push_str(
        "\nBacks of identity cards and sheets of marks at the very same place are what a fingerprint of 256 bits cannot tell apart: \
         only a line or two differs. Of these, look before believing it.\n",
    );
    let (resaved, patches) = measure::saved_again(bases);
    page.push_str(
        "\n## Saved again (E3), and a part saved less often than the rest (E1)\n\nThe earlier saving is seen where it was stronger and on \
         the same grid of blocks; the rows where it was not say that nothing is made up instead.\n",
    );
    two_tables(&mut page, ("saved", "saved again", "part put in"), &resaved, &patches);
    let (content, proportions) = measure::thumbnails(bases);
    page.push_str(
        "\n## The small picture within (E4)\n\nThe small picture is that of the untouched paper, as a camera makes it.\n",
    );
    two_tables(&mut page, ("the picture since then", "other content", "other proportions"), &content, &proportions);
    page.push_str("\n## Screenshots (E2)\n");
    table(&mut page, "file", "screenshot", &measure::screenshots(bases));
    page
}

fn cell(rate: Rate) -> String {
    format!("{:.1} % ({} of {})", rate.share() * 100.0, rate.given, rate.of)
}

fn table(page: &mut String, what: &str, rate: &str, rates: &Rates) {
    let _ = write!(page, "\n| {what} | {rate} |\n|---|---|\n");
    for (name, rate) in rates.rows() {
        let _ = writeln!(page, "| {name} | {} |", cell(rate));
    }
}

fn two_tables(page: &mut String, (what, first, second): (&str, &str, &str), one: &Rates, other: &Rates) {
    let _ = write!(page, "\n| {what} | {first} | {second} |\n|---|---|---|\n");
    for ((name, first), (_, second)) in one.rows().zip(other.rows()) {
        let _ = writeln!(page, "| {name} | {} | {} |", cell(first), cell(second));
    }
}
