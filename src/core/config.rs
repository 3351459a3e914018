//! The options of an engine, all of which may change while it runs.

use serde::Serialize;

use super::text::{concat, number};

/// When an update counts as saved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Durability {
    /// Written when there is time, at most a second later.
    Memory,
    /// Survives a crash of the browser, not of the machine.
    Relaxed,
    /// Survives a power cut.
    #[default]
    Strict,
}

/// How many backups of which kind are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct BackupRetention {
    /// Made by timers.
    pub automatic: u32,
    /// Asked for.
    pub manual: u32,
}

/// The value of an option as it comes from outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    /// `true` or `false`.
    Flag(bool),
    /// A number of milliseconds, bytes or things.
    Number(f64),
    /// A word.
    Word(String),
    /// Numbers by name.
    Numbers(Vec<(String, f64)>),
    /// Something that no option takes.
    Other,
}

macro_rules! options {
    ($($(#[$doc:meta])* $name:ident ($json:literal): $kind:ty = $default:expr, $range:expr;)*) => {
        /// The options in force.
        #[derive(Clone, Debug, PartialEq, Serialize)]
        pub struct Config {
            $($(#[$doc])* #[serde(rename = $json)] pub $name: $kind,)*
        }

        impl Default for Config {
            fn default() -> Config {
                Config { $($name: $default,)* }
            }
        }

        impl Config {
            /// Says what was expected if it was something else.
            fn set(&mut self, name: &str, value: &Setting) -> Result<(), String> {
                match name {
                    $($json => self.$name = $range.read(value)?,)*
                    _ => return Err("left out: there is no such option".into()),
                }
                Ok(())
            }
        }
    };
}

options! {
    /// Notify subscribers at once; otherwise only on `flush`.
    enable_real_time_updates ("enableRealTimeUpdates"): bool = true, Flag;
    /// Milliseconds between consistency checks; 0 for none.
    consistency_check_interval ("consistencyCheckInterval"): f64 = 5_000.0, INTERVAL;
    /// Whether damage found by a check is repaired by itself.
    recovery_enabled ("recoveryEnabled"): bool = true, Flag;
    /// Whether updates are checked against the schema.
    validation_enabled ("validationEnabled"): bool = true, Flag;
    /// Whether retention rules run by timer.
    optimization_enabled ("optimizationEnabled"): bool = true, Flag;
    /// Encoded bytes that the state may have.
    max_state_size ("maxStateSize"): f64 = 52_428_800.0, Range::whole(1.0, MAX_BYTES);
    /// Milliseconds after which an update whose fate is unknown settles with `timeout`.
    sync_timeout ("syncTimeout"): f64 = 30_000.0, Range { from: 1.0, ..INTERVAL };
    /// Milliseconds between runs of the retention rules; 0 for none.
    optimization_interval ("optimizationInterval"): f64 = 30_000.0, INTERVAL;
    /// Milliseconds between automatic backups; 0 for none.
    backup_interval ("backupInterval"): f64 = 60_000.0, INTERVAL;
    /// How many backups are kept.
    backup_retention ("backupRetention"): BackupRetention = BackupRetention { automatic: 5, manual: 20 }, Retention;
    /// Milliseconds between validations of the whole state; 0 for none.
    validation_interval ("validationInterval"): f64 = 10_000.0, INTERVAL;
    /// When an update counts as saved, unless it says so itself.
    durability ("durability"): Durability = Durability::Strict, Level;
    /// Fail rather than keep the state in memory only.
    require_durable ("requireDurable"): bool = false, Flag;
    /// Updates that can be undone.
    history_limit ("historyLimit"): f64 = 100.0, Range::whole(0.0, 1_000_000.0);
    /// Updates that may wait for the disk; more are refused.
    queue_limit ("queueLimit"): f64 = 100_000.0, Range::whole(1.0, 10_000_000.0);
    /// Events that are remembered.
    event_history_limit ("eventHistoryLimit"): f64 = 1_000.0, Range::whole(0.0, 1_000_000.0);
    /// Issues that a validation lists; all are counted.
    max_issues ("maxIssues"): f64 = 100.0, Range::whole(1.0, 1_000_000.0);
    /// Encoded bytes from which the state is reported as large.
    warn_state_size ("warnStateSize"): f64 = 102_400.0, Range::whole(0.0, MAX_BYTES);
}

impl Config {
    /// Checks all changes, then makes all of them.
    ///
    /// ```
    /// use holdfast::core::config::{Config, Setting};
    /// let mut config = Config::default();
    /// config.apply(&[("historyLimit".into(), Setting::Number(50.0))])?;
    /// assert_eq!(config.history_limit, 50.0);
    /// assert!(config.apply(&[("historyLimit".into(), Setting::Flag(true))]).is_err());
    /// # Ok::<(), holdfast::core::config::InvalidConfig>(())
    /// ```
    pub fn apply(&mut self, changes: &[(String, Setting)]) -> Result<(), InvalidConfig> {
        let mut config = self.clone();
        for (name, value) in changes {
            config.set(name, value).map_err(|expected| InvalidConfig { name: name.clone(), expected })?;
        }
        *self = config;
        Ok(())
    }
}

/// An option that is unknown or out of range; names it and says what it may be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name} has to be {expected}")]
pub struct InvalidConfig {
    /// The option.
    pub name: String,
    /// What it may be.
    pub expected: String,
}

/// About 24 days: what browsers' timers can hold.
const MAX_INTERVAL: f64 = 2_147_483_647.0;
const INTERVAL: Range = Range { from: 0.0, to: MAX_INTERVAL, is_whole: false };
/// What the engine's memory can address.
const MAX_BYTES: f64 = 4_294_967_295.0;

/// What an option may be: reads a setting, or says what was expected.
trait Allowed<T> {
    fn read(&self, value: &Setting) -> Result<T, String>;
}

struct Flag;

/// Numbers from one to another, both included.
struct Range {
    from: f64,
    to: f64,
    /// Of things and bytes there is no half: they are counted in whole numbers, so half of one would be cut off unseen.
    is_whole: bool,
}

impl Range {
    const fn whole(from: f64, to: f64) -> Range {
        Range { from, to, is_whole: true }
    }
}

struct Level;
struct Retention;

impl Allowed<bool> for Flag {
    fn read(&self, value: &Setting) -> Result<bool, String> {
        if let Setting::Flag(yes) = value { Ok(*yes) } else { Err("true or false".into()) }
    }
}

impl Allowed<f64> for Range {
    fn read(&self, value: &Setting) -> Result<f64, String> {
        match value {
            Setting::Number(n) if (self.from..=self.to).contains(n) && !(self.is_whole && n.fract() != 0.0) => Ok(*n),
            _ => {
                let kind = if self.is_whole { "whole number" } else { "number" };
                Err(concat(&["a ", kind, " from ", &number(self.from), " to ", &number(self.to)]))
            }
        }
    }
}

impl Allowed<Durability> for Level {
    fn read(&self, value: &Setting) -> Result<Durability, String> {
        match value {
            Setting::Word(word) if word == "memory" => Ok(Durability::Memory),
            Setting::Word(word) if word == "relaxed" => Ok(Durability::Relaxed),
            Setting::Word(word) if word == "strict" => Ok(Durability::Strict),
            _ => Err("'memory', 'relaxed' or 'strict'".into()),
        }
    }
}

impl Allowed<BackupRetention> for Retention {
    fn read(&self, value: &Setting) -> Result<BackupRetention, String> {
        let wrong = || String::from("{ automatic, manual }, both whole numbers from 0 to 1000");
        let Setting::Numbers(numbers) = value else { return Err(wrong()) };
        let count = |name: &str| {
            let found = numbers.iter().find(|(other, _)| other == name).map(|(_, n)| *n);
            found.filter(|n| (0.0..=1000.0).contains(n) && n.fract() == 0.0).map(|n| n as u32).ok_or_else(wrong)
        };
        let retention = BackupRetention { automatic: count("automatic")?, manual: count("manual")? };
        if numbers.len() == 2 { Ok(retention) } else { Err(wrong()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(name: &str, value: Setting) -> (String, Setting) {
        (name.into(), value)
    }

    #[test]
    fn one_bad_value_changes_nothing() {
        let mut config = Config::default();
        let changes = [change("historyLimit", Setting::Number(5.0)), change("syncTimeout", Setting::Number(0.0))];
        assert_eq!(config.apply(&changes).map_err(|error| error.name), Err("syncTimeout".into()));
        assert_eq!(config, Config::default());
    }

    #[test]
    fn what_is_no_option_or_of_the_wrong_kind_is_named() {
        let wrong = [
            change("maxIssues", Setting::Number(f64::NAN)),
            change("durability", Setting::Word("very".into())),
            change("backupRetention", Setting::Numbers(vec![("manual".into(), 1.0)])),
            change("enableRealTimeUpdates", Setting::Other),
            change("colour", Setting::Flag(true)),
        ];
        for one in wrong {
            let name = one.0.clone();
            assert_eq!(Config::default().apply(&[one]).map_err(|error| error.name), Err(name));
        }
    }

    #[test]
    fn counts_and_bytes_are_whole_numbers_and_intervals_any_finite_ones_from_0() {
        let refused = |name: &str, number: f64| {
            let error = Config::default().apply(&[change(name, Setting::Number(number))]).err();
            error.map(|error| {
                assert_eq!(error.name, name);
                error.expected
            })
        };
        for name in ["historyLimit", "queueLimit", "eventHistoryLimit", "maxIssues", "maxStateSize", "warnStateSize"] {
            for number in [1.5, 100.000_001, -1.0, f64::NAN, f64::INFINITY] {
                let expected = refused(name, number);
                assert!(expected.is_some_and(|text| text.starts_with("a whole number from ")), "{name}: {number}");
            }
            assert_eq!(refused(name, 5_000.0), None, "{name}");
        }
        for name in ["consistencyCheckInterval", "optimizationInterval", "backupInterval", "validationInterval"] {
            for number in [-0.5, f64::NAN, f64::INFINITY] {
                assert!(refused(name, number).is_some(), "{name}: {number}");
            }
            assert_eq!([0.0, 1.5].map(|number| refused(name, number)), [None, None], "{name}");
        }
    }

    #[test]
    fn every_kind_of_option_can_be_set() {
        let mut config = Config::default();
        let retention = Setting::Numbers(vec![("manual".into(), 1.0), ("automatic".into(), 2.0)]);
        let changes = [
            change("validationEnabled", Setting::Flag(false)),
            change("durability", Setting::Word("relaxed".into())),
            change("backupRetention", retention),
        ];
        assert_eq!(config.apply(&changes), Ok(()));
        assert!(!config.validation_enabled);
        assert_eq!(config.durability, Durability::Relaxed);
        assert_eq!(config.backup_retention, BackupRetention { automatic: 2, manual: 1 });
    }
}
