//! The rules as data.

use crate::core::definition::{InvalidModel, Part};
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
    pub(crate) fn read(part: &Part<'_>) -> Result<Rule, InvalidModel> {
        let name = part.member("rule")?;
        let patterns = |name: &str| part.member(name)?.patterns();
        let key = |name: &str| part.optional(name).map(|part| part.key()).transpose();
        let must = |name: &str| part.member(name)?.key();
        let meaning = match name.text()? {
            "reference" => {
                Meaning::Reference { from: patterns("from")?, to: patterns("to")?, drop_entry: part.is("dropEntry") }
            }
            "unique" => Meaning::Unique { at: patterns("at")?, by: key("by")? },
            "count" if part.optional("each").is_some() => Meaning::Tally {
                of: patterns("of")?,
                each: part.member("each")?.pattern()?,
                by: must("by")?,
                member: must("in")?,
            },
            "count" => Meaning::Count { of: patterns("of")?, equals: patterns("equals")? },
            "held" => Meaning::Held { at: patterns("at")?, by: patterns("by")?, id: key("id")? },
            "keyed" => Meaning::Keyed { at: patterns("at")?, by: must("by")? },
            "status" => {
                let active = part.optional("active").map(|part| part.text()).transpose()?.unwrap_or("active");
                Meaning::Status { active: active.to_owned() }
            }
            "future" => {
                let tolerance = part.optional("byMoreThan").map(|part| part.number()).transpose()?.unwrap_or(0.0);
                Meaning::Future { at: patterns("at")?, tolerance }
            }
            _ => return Err(name.invalid("there is no such rule")),
        };
        if let Meaning::Held { at, id: None, .. } | Meaning::Keyed { at, .. } = &meaning
            && at.iter().any(|pattern| pattern.container().is_none())
        {
            return Err(part
                .member("at")?
                .invalid("expected a pattern that ends in /*: what is asked for is the keys"));
        }
        let severity = match part.optional("severity").map(|part| part.text()).transpose()? {
            None | Some("inconsistency") => Severity::Inconsistency,
            Some("warning") => Severity::Warning,
            Some(_) => return Err(part.invalid("severity is inconsistency or warning")),
        };
        let recommendation = part.optional("recommendation").map(|part| part.text()).transpose()?.map(str::to_owned);
        Ok(Rule { meaning, name: name.text()?.to_owned(), severity, enforce: part.is("enforce"), recommendation })
    }
}
