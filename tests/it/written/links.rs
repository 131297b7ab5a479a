//! Every link and every path that a document names leads to something that is there.

use std::collections::BTreeSet;
use std::path::Path;

use super::{Page, code, pages, prose, root};

/// Likewise without what stands between backticks, where a bracket is no link.
fn without_code(text: &str) -> String {
    text.split('`').step_by(2).collect()
}

/// Targets of `[text](target)` and `![text](target)`.
fn targets(text: &str) -> Vec<&str> {
    text.split("](").skip(1).map(|rest| rest.split([')', ' ']).next().unwrap()).collect()
}

/// The anchors that a page's headings make, by the rule of the forges: lower case, signs dropped, blanks become hyphens, and a second
/// one of the same name gets a number.
fn anchors(page: &Page) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for line in prose(page).lines() {
        let title = line.trim_start_matches('#');
        if title.len() == line.len() || !title.starts_with(' ') {
            continue;
        }
        let anchor: String = title
            .trim()
            .chars()
            .filter(|one| one.is_alphanumeric() || matches!(one, ' ' | '-' | '_'))
            .flat_map(char::to_lowercase)
            .map(|one| if one == ' ' { '-' } else { one })
            .collect();
        let mut name = anchor.clone();
        for number in 1.. {
            if all.insert(name) {
                break;
            }
            name = format!("{anchor}-{number}");
        }
    }
    all
}

/// What is wrong with a link of a page.
fn fault(page: &Page, target: &str) -> Option<String> {
    if target.starts_with("https://") {
        return None; // Not asked: the tests need no network.
    }
    if target.contains("://") {
        return Some(format!("{target}: neither a file nor https"));
    }
    let (path, anchor) = target.split_once('#').map_or((target, None), |(path, anchor)| (path, Some(anchor)));
    let name = if path.is_empty() {
        page.name.clone()
    } else {
        let joined = Path::new(&page.name).parent().unwrap().join(path);
        let mut parts = Vec::new();
        for part in joined.to_str().unwrap().split('/') {
            match part {
                "." | "" => {}
                ".." => {
                    if parts.pop().is_none() {
                        return Some(format!("{target}: leads out of the project"));
                    }
                }
                part => parts.push(part),
            }
        }
        parts.join("/")
    };
    if !root().join(&name).exists() {
        return Some(format!("{target}: there is no {name}"));
    }
    let anchor = anchor?;
    (!anchors(&Page::read(&name)).contains(anchor)).then(|| format!("{target}: {name} has no such heading"))
}

#[test]
fn every_link_leads_somewhere() {
    let mut faults = Vec::new();
    let mut links = 0;
    for page in pages() {
        for target in targets(&without_code(&prose(&page))) {
            links += 1;
            faults.extend(fault(&page, target).map(|fault| format!("{}: {fault}", page.name)));
        }
        // `[text][name]` would be looked for by no one.
        assert!(!without_code(&prose(&page)).contains("]["), "{}: links are written out where they stand", page.name);
    }
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(links >= 60, "only {links} links were found");
}

#[test]
fn a_link_that_leads_nowhere_is_found() {
    let page = Page {
        name: "docs/one.md".into(),
        text: "# A `title`, 中文 too\n[a](keys.md) [b](nowhere.md) [c](#a-title-中文-too) [d](#other) [e](../../x.md) `[f](g)` [h](../README.md#two-commands)\n\
               ```\n[i](j)\n```\n"
            .into(),
    };
    assert_eq!(anchors(&page).into_iter().collect::<Vec<_>>(), ["a-title-中文-too"]);
    let text = without_code(&prose(&page));
    let found = targets(&text);
    assert_eq!(found, ["keys.md", "nowhere.md", "#a-title-中文-too", "#other", "../../x.md", "../README.md#two-commands"]);
    let is_wrong = |target: &str| {
        let own = target.starts_with('#');
        if own { !anchors(&page).contains(&target[1..]) } else { fault(&page, target).is_some() }
    };
    let wrong: Vec<&str> = found.into_iter().filter(|target| is_wrong(target)).collect();
    assert_eq!(wrong, ["nowhere.md", "#other", "../../x.md"]);
}

/// `a/{b,c}/d` is two paths.
fn spread(path: &str) -> Vec<String> {
    let Some((before, rest)) = path.split_once('{') else { return vec![path.to_owned()] };
    let (among, after) = rest.split_once('}').unwrap_or((rest, ""));
    among.split(',').flat_map(|one| spread(&format!("{before}{one}{after}"))).collect()
}

/// Names that stand for any name in a walk-through.
const PLACEHOLDERS: [&str; 2] = ["00NN", "OLDVERSION"];

#[test]
fn every_path_that_is_named_is_there() {
    let mut missing = Vec::new();
    let mut named = 0;
    for page in pages() {
        for path in code(&prose(&page)) {
            let of_the_project = ["src/", "tests/", "docs/", "config/", "migrations/", "debian/", ".ci/"];
            if !of_the_project.iter().any(|top| path.starts_with(top)) || PLACEHOLDERS.iter().any(|one| path.contains(one)) {
                continue;
            }
            let path = path.split_whitespace().next().unwrap();
            for path in spread(path) {
                named += 1;
                // Of a pattern, the folder it begins in.
                let path = path.split('*').next().unwrap();
                if !root().join(path).exists() {
                    missing.push(format!("{}: {path}", page.name));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
    assert!(named >= 120, "only {named} paths were found");
}
