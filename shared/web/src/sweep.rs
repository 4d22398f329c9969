//! A sweep: what a scheduled function does with each of the items that are due. One that fails is put off and does not
//! stop the others; what was done is kept, where there was something to do.

use crate::ambient::{self, Stopwatch};
use crate::fault::Fault;
use crate::problem::Problem;
use serde::Serialize;
use store::{Store, row, statement};
use uuid::Uuid;

statement! {
    KeepRun("sweep/keep_run") -> Run
}
statement! {
    PutOff("sweep/put_off") -> Attempts
}

row! {
    struct Run { kept: bool }
}

row! {
    struct Attempts { attempts: i32 }
}

/// A sweep under way.
pub struct Sweep<'a> {
    job: &'static str,
    store: &'a Store,
    request_id: &'a str,
    watch: Stopwatch,
    swept: Swept,
    error: Option<&'static str>,
}

/// What a sweep did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Swept {
    /// Items that were due.
    pub found: i32,
    /// Items that are done.
    pub done: i32,
    /// Items that failed and were put off.
    pub failed: i32,
}

impl<'a> Sweep<'a> {
    /// Begins a run of a job. The statement that finds its items leaves out those of `job_retry` whose time has not
    /// come.
    pub fn begin(job: &'static str, store: &'a Store, request_id: &'a str) -> Self {
        let watch = Stopwatch::start();
        Self { job, store, request_id, watch, swept: Swept::default(), error: None }
    }

    /// Works on one item; `None` when it failed and was put off.
    ///
    /// # Errors
    /// 503 when the database does not answer: then every other item would fail as well.
    pub async fn item<T>(
        &mut self,
        id: Uuid,
        work: impl Future<Output = Result<T, Problem>>,
    ) -> Result<Option<T>, Problem> {
        self.swept.found += 1;
        match work.await {
            Ok(done) => {
                self.swept.done += 1;
                Ok(Some(done))
            }
            Err(problem) if problem.fault() == Fault::Unavailable => Err(problem),
            Err(problem) => {
                let code = problem.fault().code();
                problem.log(self.request_id);
                self.swept.failed += 1;
                self.error.get_or_insert(code);
                let put_off =
                    PutOff { job: self.job.to_owned(), item_id: id, error: code.to_owned() };
                let Attempts { .. } = self.store.one(put_off).await?;
                Ok(None)
            }
        }
    }

    /// Ends the run and keeps what it did.
    ///
    /// # Errors
    /// 503 when the database does not answer.
    pub async fn end(self) -> Result<Swept, Problem> {
        let Swept { found, done, failed } = self.swept;
        if found > 0 {
            let keep = KeepRun {
                run_id: ambient::new_id(),
                job: self.job.to_owned(),
                seconds: self.watch.elapsed().as_secs_f64(),
                found,
                done,
                failed,
                error: self.error.map(str::to_owned),
            };
            let Run { .. } = self.store.one(keep).await?;
        }
        Ok(self.swept)
    }
}
