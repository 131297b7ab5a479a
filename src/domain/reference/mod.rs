//! The tables the checks look things up in: schools with the names they bore, regions with the years of their codes, provinces.
//!
//! They are compiled in from `config/data` and read once, on first use, in a few milliseconds; every text stays where it lies in
//! the program. What a table does not say is unknown, never false.

mod names;
mod regions;
mod schools;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

pub use names::{Existence, Name};
pub use regions::{Province, Region};
pub use schools::School;

static BUILTIN: LazyLock<Reference> = LazyLock::new(Reference::read);

/// All tables.
#[derive(Debug)]
pub struct Reference {
    schools: schools::Schools,
    regions: Vec<Region>,
    provinces: Vec<Province>,
}

impl Reference {
    /// The tables the program carries.
    #[must_use]
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    fn read() -> Self {
        Self { schools: schools::Schools::read(), regions: regions::regions(), provinces: regions::provinces() }
    }

    /// All schools, by code: those of the newest list and those that have gone since 2017.
    #[must_use]
    pub fn schools(&self) -> &[School] {
        self.schools.all()
    }

    /// The school with this five-digit code.
    #[must_use]
    pub fn school(&self, code: &str) -> Option<&School> {
        self.schools.with_code(code)
    }

    /// The schools that bear or bore this name, whatever the width of its brackets. Schools merged into another are found under the
    /// other's code.
    pub fn schools_named(&self, name: &str) -> impl Iterator<Item = &School> {
        self.schools.named(name)
    }

    /// Whether a school of this name was there in a year: under the code, if one is given, else anywhere in the tables.
    #[must_use]
    pub fn existed(&self, name: &str, code: Option<&str>, year: i32) -> Existence {
        let folded = schools::fold(name);
        let bearers = self.schools_named(name).filter(|school| code.is_none_or(|code| school.code == code));
        let borne = bearers.flat_map(|school| school.names.iter()).filter(|one| schools::fold(one.name) == folded);
        Existence::any(borne.map(|one| one.in_year(year)))
    }

    /// All county, prefecture and province units, by code and year.
    #[must_use]
    pub fn regions(&self) -> &[Region] {
        &self.regions
    }

    /// What a six-digit code meant, oldest first; empty where it never was one.
    #[must_use]
    pub fn region(&self, code: &str) -> &[Region] {
        let from = self.regions.partition_point(|region| region.code < code);
        let to = self.regions.partition_point(|region| region.code <= code);
        self.regions.get(from..to).unwrap_or_default()
    }

    /// All provinces.
    #[must_use]
    pub fn provinces(&self) -> &[Province] {
        &self.provinces
    }

    /// The province with these two digits.
    #[must_use]
    pub fn province(&self, code: &str) -> Option<&Province> {
        self.provinces.iter().find(|province| province.code == code)
    }

    /// The province a text begins with: `湖北`, `湖北省`, `湖北省武汉市`.
    #[must_use]
    pub fn province_named(&self, text: &str) -> Option<&Province> {
        let text = text.trim();
        self.provinces.iter().find(|province| text.starts_with(province.short_name))
    }

    /// The province a school lies in.
    #[must_use]
    pub fn province_of(&self, school: &School) -> Option<&Province> {
        self.province(school.province?)
    }
}

/// The rows of a table of `N` columns, without the head. A row of another length is none; a test counts them.
fn rows<const N: usize>(text: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    text.lines().skip(1).filter_map(|line| {
        let mut cells = [""; N];
        let mut parts = line.split(',');
        for cell in &mut cells {
            *cell = parts.next()?;
        }
        parts.next().is_none().then_some(cells)
    })
}
