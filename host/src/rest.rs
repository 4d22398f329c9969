//! What a serving thread gives back after it was busy: connections that nobody uses, with all that is cached for them,
//! and freed memory that the allocator kept for this thread.

use std::sync::Arc;
use std::time::Duration;

use crate::memory;
use crate::service::Service;
use crate::threads::Thread;

/// How often it looks. Neither costs anything where there is nothing to give back.
const EVERY: Duration = Duration::from_secs(5);

/// Starts it on every thread; it ends with the thread's runtime.
pub fn start(threads: &[Thread]) {
    for thread in threads {
        thread.handle.spawn(run(Arc::clone(&thread.service)));
    }
}

async fn run(service: Arc<Service>) {
    loop {
        tokio::time::sleep(EVERY).await;
        if let Some(postgres) = service.app.postgres.get(service.thread) {
            postgres.close_idle();
        }
        memory::give_back();
    }
}
