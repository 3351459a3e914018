//! Jobs, from their beginning to their end. What they find and do is looked at where all outputs are: see [`World::drain`].

use super::oracle::Flaw;
use super::planted::Bug;
use super::updates::encoded;
use super::world::World;
use holdfast::core::io::{Form, Input, Job, Request};
use serde_json::json;

impl World {
    /// What is counted along is what a walk counts.
    pub(crate) fn check_index(&mut self, at: usize) -> Flaw {
        self.work(at, Job::Consistency)
    }

    /// What is of no use any more goes.
    pub(crate) fn optimize(&mut self, at: usize) -> Flaw {
        if self.bug == Some(Bug::GreedyRetention) {
            return self.drop_newest(at);
        }
        self.work(at, Job::Optimization)
    }

    fn work(&mut self, at: usize, job: Job) -> Flaw {
        self.handle(at, Input::Run(job, 1))?;
        while self.tabs[at].engine.has_work() {
            self.handle(at, Input::Work)?;
        }
        Ok(())
    }

    fn drop_newest(&mut self, at: usize) -> Flaw {
        let state = self.tabs[at].state();
        let newest = state["junk"].as_object().and_then(|junk| junk.keys().max());
        let Some(newest) = newest else { return Ok(()) };
        let body = encoded(&json!([{ "op": "remove", "path": format!("/junk/{newest}") }]));
        let request = Request { form: Form::Patch, body: &body, source: "optimizer", label: None, durability: None };
        self.handle(at, Input::Update(request))
    }
}
