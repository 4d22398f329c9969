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

/// Gives an outcome back; one that is a defect is shown with the failures of the job, where it raises the alarm. For
/// what somebody asked of an engine outside its sweep.
pub async fn watched<T>(
    job: &'static str,
    store: &Store,
    item: Uuid,
    outcome: Result<T, Problem>,
) -> Result<T, Problem> {
    if let Err(problem) = &outcome
        && problem.fault() == Fault::Internal
    {
        // The answer tells of the first failure, whatever becomes of the note.
        let _ = put_off(job, store, item, problem).await;
    }
    outcome
}

async fn put_off(
    job: &'static str,
    store: &Store,
    item: Uuid,
    problem: &Problem,
) -> Result<i32, Problem> {
    let error = problem.fault().code().to_owned();
    let put_off = PutOff { job: job.to_owned(), item_id: item, error };
    let Attempts { attempts } = store.one(put_off).await?;
    Ok(attempts)
}

/// A sweep under way.
pub struct Sweep<'a> {
    job: &'static str,
    store: &'a Store,
    request_id: &'a str,
    watch: Stopwatch,
    swept: Swept,
    error: Option<&'static str>,
    settled: Vec<String>,
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
        let (swept, settled) = (Swept::default(), Vec::new());
        Self { job, store, request_id, watch, swept, error: None, settled }
    }

    /// Works on one item; `None` when it failed and was put off.
    ///
    /// # Errors
    /// 503 when the database does not answer any more: then every other item would fail as well.
    pub async fn item<T>(
        &mut self,
        id: Uuid,
        work: impl Future<Output = Result<T, Problem>>,
    ) -> Result<Option<T>, Problem> {
        self.swept.found += 1;
        match work.await {
            Ok(done) => {
                self.swept.done += 1;
                self.settled.push(id.to_string());
                Ok(Some(done))
            }
            Err(problem) => {
                let code = problem.fault().code();
                problem.log(self.request_id);
                self.swept.failed += 1;
                self.error.get_or_insert(code);
                put_off(self.job, self.store, id, &problem).await?;
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
                settled: self.settled,
            };
            let Run { .. } = self.store.one(keep).await?;
        }
        Ok(self.swept)
    }
}
