//! The import itself: what a component calls, on top of [`super::Session`].

use std::sync::Arc;

use wasmtime::component::{Accessor, HasData, Resource, ResourceTable};

use super::{Redis, Session};
use crate::bindings::spin::redis::redis as import;
use crate::reach::{Reach, Server};
use import::{Error, RedisParameter, RedisResult};

/// The resource `connection`.
pub struct Connection {
    session: Session,
}

/// What this import needs of an instance's state.
pub struct RedisView<'a> {
    /// Where the resources are kept.
    pub table: &'a mut ResourceTable,
    /// The Redis servers of the process.
    pub redis: &'a Redis,
    /// What the component may reach.
    pub reach: &'a Arc<Reach>,
}

/// Names [`RedisView`] where wasmtime asks for it.
pub struct HasRedis;

impl HasData for HasRedis {
    type Data<'a> = RedisView<'a>;
}

/// A trap, or the error that the function gets.
type Answer<T> = wasmtime::Result<Result<T, Error>>;

impl import::Host for RedisView<'_> {}

impl import::HostConnection for RedisView<'_> {
    async fn drop(&mut self, connection: Resource<Connection>) -> wasmtime::Result<()> {
        self.table.delete(connection)?;
        Ok(())
    }
}

fn session<T: Send>(
    accessor: &Accessor<T, HasRedis>,
    connection: &Resource<Connection>,
) -> wasmtime::Result<Session> {
    accessor.with(|mut access| Ok(access.get().table.get(connection)?.session.clone()))
}

impl<T: Send> import::HostConnectionWithStore<T> for HasRedis {
    async fn open(accessor: &Accessor<T, Self>, address: String) -> Answer<Resource<Connection>> {
        let (reach, redis) = accessor.with(|mut access| {
            let view = access.get();
            (Arc::clone(view.reach), view.redis.clone())
        });
        let judged = reach.check(Server::Redis, &address, |hosts| {
            hosts.allow(&address, "redis").then_some(()).ok_or(Error::InvalidAddress)
        });
        if let Err(error) = judged {
            return Ok(Err(error));
        }
        match redis.open(&address).await {
            Ok(session) => accessor
                .with(|mut access| Ok(Ok(access.get().table.push(Connection { session })?))),
            Err(error) => Ok(Err(error)),
        }
    }

    async fn publish(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
        channel: String,
        payload: Vec<u8>,
    ) -> Answer<()> {
        Ok(session(accessor, &connection)?.publish(&channel, &payload).await)
    }

    async fn get(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
        key: String,
    ) -> Answer<Option<Vec<u8>>> {
        Ok(session(accessor, &connection)?.get(&key).await)
    }

    async fn set(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
        key: String,
        value: Vec<u8>,
    ) -> Answer<()> {
        Ok(session(accessor, &connection)?.set(&key, &value).await)
    }

    async fn incr(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
        key: String,
    ) -> Answer<i64> {
        Ok(session(accessor, &connection)?.incr(&key).await)
    }

    async fn del(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
        keys: Vec<String>,
    ) -> Answer<u32> {
        Ok(session(accessor, &connection)?.del(&keys).await)
    }

    async fn sadd(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
        key: String,
        values: Vec<String>,
    ) -> Answer<u32> {
        Ok(session(accessor, &connection)?.sadd(&key, &values).await)
    }

    async fn smembers(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
        key: String,
    ) -> Answer<Vec<String>> {
        Ok(session(accessor, &connection)?.smembers(&key).await)
    }

    async fn srem(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
        key: String,
        values: Vec<String>,
    ) -> Answer<u32> {
        Ok(session(accessor, &connection)?.srem(&key, &values).await)
    }

    async fn execute(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
        command: String,
        arguments: Vec<RedisParameter>,
    ) -> Answer<Vec<RedisResult>> {
        Ok(session(accessor, &connection)?.execute(&command, &arguments).await)
    }
}
