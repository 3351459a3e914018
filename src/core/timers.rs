//! What is to be done again and again, and when next. Deadlines are absolute; one that was missed for long, because the
//! tab was frozen or its timers were throttled, is caught up once.

use super::config::Config;
use super::io::{Job, Timestamp};

/// What a timer asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// A job.
    Job(Job),
    /// A snapshot.
    Backup,
}

impl Due {
    const ALL: [Due; 4] =
        [Due::Job(Job::Consistency), Due::Job(Job::Validation), Due::Job(Job::Optimization), Due::Backup];
}

/// Deadlines, in the order of [`Due::ALL`].
#[derive(Debug, Default)]
pub(crate) struct Timers {
    due: [Option<Timestamp>; Due::ALL.len()],
}

/// Milliseconds between two times; `None` if there are none.
fn interval(due: Due, config: &Config) -> Option<Timestamp> {
    let (is_on, interval) = match due {
        Due::Job(Job::Consistency) => (true, config.consistency_check_interval),
        Due::Job(Job::Validation) => (config.validation_enabled, config.validation_interval),
        Due::Job(Job::Optimization) => (config.optimization_enabled, config.optimization_interval),
        Due::Backup => (config.backup_retention.automatic > 0, config.backup_interval),
    };
    // A part of a millisecond is a whole one: rounded down it would be due again at once, for ever.
    (is_on && interval > 0.0).then_some(interval.ceil() as Timestamp)
}

impl Timers {
    /// Begins anew, after loading or when an interval has changed.
    pub(crate) fn arm(&mut self, config: &Config, now: Timestamp) {
        for (at, due) in self.due.iter_mut().zip(Due::ALL) {
            *at = interval(due, config).map(|interval| now + interval);
        }
    }

    /// Begins anew those whose interval is another one.
    pub(crate) fn rearm(&mut self, before: &Config, after: &Config, now: Timestamp) {
        for (at, due) in self.due.iter_mut().zip(Due::ALL) {
            if interval(due, before) != interval(due, after) {
                *at = interval(due, after).map(|interval| now + interval);
            }
        }
    }

    /// The next deadline.
    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.due.iter().flatten().min().copied()
    }

    /// What is due, each once.
    pub(crate) fn take(&mut self, config: &Config, now: Timestamp) -> Vec<Due> {
        let mut taken = Vec::new();
        for (at, due) in self.due.iter_mut().zip(Due::ALL) {
            let Some(interval) = interval(due, config) else { continue };
            // No deadline is further ahead than an interval: if it is, the clock was set back.
            if at.is_some_and(|at| at <= now || at > now + interval) {
                *at = Some(now + interval);
                taken.push(due);
            }
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> Config {
        Config {
            consistency_check_interval: 5.0,
            validation_interval: 10.0,
            optimization_interval: 30.0,
            backup_interval: 60.0,
            ..Config::default()
        }
    }

    #[test]
    fn what_is_due_is_due_once_and_again_after_its_interval() {
        let (config, mut timers) = (config(), Timers::default());
        timers.arm(&config, 100);
        assert_eq!(timers.next(), Some(105));
        assert!(timers.take(&config, 104).is_empty());
        assert_eq!(timers.take(&config, 105), [Due::Job(Job::Consistency)]);
        assert!(timers.take(&config, 105).is_empty());
        assert_eq!(timers.take(&config, 110), [Due::Job(Job::Consistency), Due::Job(Job::Validation)]);
    }

    #[test]
    fn what_was_missed_for_long_is_caught_up_once() {
        let (config, mut timers) = (config(), Timers::default());
        timers.arm(&config, 0);
        assert_eq!(timers.take(&config, 1_000_000), Due::ALL);
        assert_eq!(timers.next(), Some(1_000_005));
    }

    #[test]
    fn an_interval_below_a_millisecond_is_one_and_not_due_for_ever() {
        let (config, mut timers) = (Config { consistency_check_interval: 0.25, ..config() }, Timers::default());
        timers.arm(&config, 100);
        assert_eq!(timers.next(), Some(101));
        assert_eq!(timers.take(&config, 101), [Due::Job(Job::Consistency)]);
        assert!(timers.take(&config, 101).is_empty());
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_stop_them() {
        let (config, mut timers) = (config(), Timers::default());
        timers.arm(&config, 1_000_000);
        assert_eq!(timers.take(&config, 500), Due::ALL);
        assert_eq!(timers.next(), Some(505));
    }

    #[test]
    fn an_interval_of_0_and_a_switch_turn_them_off_and_on_at_once() {
        let (before, mut timers) = (config(), Timers::default());
        timers.arm(&before, 0);
        let after = Config { consistency_check_interval: 0.0, validation_enabled: false, ..before.clone() };
        timers.rearm(&before, &after, 3);
        assert_eq!(timers.next(), Some(30), "the third goes on as it was");
        timers.rearm(&after, &before, 20);
        assert_eq!(timers.next(), Some(25));
    }
}
