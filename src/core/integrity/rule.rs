//! The rules as data.

use crate::core::definition::Part;
use crate::core::error::Severity;
use crate::core::keys::Key;
use crate::core::pattern::Pattern;

/// One rule.
#[derive(Debug)]
pub(crate) struct Rule {
    /// What must hold.
    pub(crate) meaning: Meaning,
    /// As it stands in issues: `integrity/<name>`.
    pub(crate) name: String,
    pub(crate) severity: Severity,
    /// An update that breaks it is refused.
    pub(crate) enforce: bool,
    /// What to do where it is broken.
    pub(crate) recommendation: Option<String>,
}

/// What must hold. A place offers ids by what it holds: text offers itself, an object or a `Map` its keys.
#[derive(Debug)]
pub(crate) enum Meaning {
    /// Every id at `from` is one of the ids at `to`.
    Reference { from: Vec<Pattern>, to: Vec<Pattern>, drop_entry: bool },
    /// No two values at `at`, or members `by` of them, are equal.
    Unique { at: Vec<Pattern>, by: Option<Key> },
    /// As many entries at `of` as at `equals`.
    Count { of: Vec<Pattern>, equals: Vec<Pattern> },
    /// Each record at `each` states in `member` how many ids at `of` are its member `by`.
    Tally { of: Vec<Pattern>, each: Pattern, by: Key, member: Key },
    /// Every entry at `at` is named, by its key or its member `id`, at `by`.
    Held { at: Vec<Pattern>, by: Vec<Pattern>, id: Option<Key> },
    /// The key of every entry at `at` is its member `by`. In an array there are no keys.
    Keyed { at: Vec<Pattern>, by: Key },
    /// Components have the status that the state says; only an initialised one has `active`.
    Status { active: String },
    /// No time at `at` is more than `tolerance` milliseconds ahead.
    Future { at: Vec<Pattern>, tolerance: f64 },
}

impl Rule {
    /// Reads a rule.
    pub(crate) fn read(part: &Part<'_>) -> Rule {
        let name = part.member("rule");
        let meaning = match name.text() {
            "reference" => Meaning::Reference {
                from: part.patterns("from"),
                to: part.patterns("to"),
                drop_entry: part.is("dropEntry"),
            },
            "unique" => Meaning::Unique { at: part.patterns("at"), by: part.key_at("by") },
            "count" if part.optional("each").is_some() => Meaning::Tally {
                of: part.patterns("of"),
                each: part.member("each").pattern(),
                by: part.member("by").key(),
                member: part.member("in").key(),
            },
            "count" => Meaning::Count { of: part.patterns("of"), equals: part.patterns("equals") },
            "held" => Meaning::Held { at: part.patterns("at"), by: part.patterns("by"), id: part.key_at("id") },
            "keyed" => Meaning::Keyed { at: part.patterns("at"), by: part.member("by").key() },
            "future" => {
                Meaning::Future { at: part.patterns("at"), tolerance: part.number_at("byMoreThan").unwrap_or_default() }
            }
            other => {
                if other != "status" {
                    name.invalid("there is no such rule");
                }
                Meaning::Status { active: part.text_at("active").unwrap_or("active").to_owned() }
            }
        };
        if let Meaning::Held { at, id: None, .. } | Meaning::Keyed { at, .. } = &meaning
            && at.iter().any(|pattern| pattern.container().is_none())
        {
            part.member("at").invalid("expected a pattern that ends in /*: what is asked for is the keys");
        }
        let severity = part.text_at("severity").unwrap_or("inconsistency");
        if !["inconsistency", "warning"].contains(&severity) {
            part.member("severity").invalid("severity is inconsistency or warning");
        }
        Rule {
            meaning,
            name: name.text().to_owned(),
            severity: if severity == "warning" { Severity::Warning } else { Severity::Inconsistency },
            enforce: part.is("enforce"),
            recommendation: part.text_at("recommendation").map(str::to_owned),
        }
    }
}
