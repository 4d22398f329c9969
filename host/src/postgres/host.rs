//! The import itself: what a component calls, on top of [`super::Session`].

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use wasmtime::StoreContextMut;
use wasmtime::component::{
    Accessor, Destination, FutureReader, HasData, Resource, ResourceTable, StreamProducer,
    StreamReader, StreamResult, VecBuffer,
};

use super::rows::RowSource;
use super::wit::{Column, Error, ParameterValue, Row, RowSet};
use super::{Address, Postgres, RowStream, Session};
use crate::bindings::spin::postgres::postgres as import;
use crate::reach::{Reach, Server};

/// The resource `connection`.
pub struct Connection {
    session: Session,
}

/// The resource `connection-builder`.
pub struct ConnectionBuilder {
    address: String,
    ca_root: Option<String>,
}

/// What this import needs of an instance's state.
pub struct PostgresView<'a> {
    /// Where the resources are kept.
    pub table: &'a mut ResourceTable,
    /// The databases of the process.
    pub postgres: &'a Postgres,
    /// What the component may reach.
    pub reach: &'a Arc<Reach>,
}

/// Names [`PostgresView`] where wasmtime asks for it.
pub struct HasPostgres;

impl HasData for HasPostgres {
    type Data<'a> = PostgresView<'a>;
}

/// A trap, or the error that the function gets.
type Answer<T> = wasmtime::Result<Result<T, Error>>;

impl PostgresView<'_> {
    fn session(&self, connection: &Resource<Connection>) -> wasmtime::Result<Session> {
        Ok(self.table.get(connection)?.session.clone())
    }

    fn push(&mut self, session: Session) -> wasmtime::Result<Resource<Connection>> {
        Ok(self.table.push(Connection { session })?)
    }

    async fn open_checked(
        &mut self,
        address: &str,
        ca: Option<&str>,
    ) -> Answer<Resource<Connection>> {
        if let Err(error) = check(self.reach, address) {
            return Ok(Err(error));
        }
        match self.postgres.open(address, ca).await {
            Ok(session) => self.push(session).map(Ok),
            Err(error) => Ok(Err(error)),
        }
    }
}

/// Refuses an address that the component may not reach, in Spin's words.
#[expect(clippy::result_large_err, reason = "the size of this error is the interface's")]
fn check(reach: &Reach, address: &str) -> Result<(), Error> {
    reach.check(Server::Postgres, address, |allowed| {
        let parsed = Address::parse(address).map_err(Error::ConnectionFailed)?;
        for (host, port) in parsed.hosts().map_err(Error::ConnectionFailed)? {
            let url = format!("{host}:{port}");
            if !allowed.allow(&url, "postgres") {
                let text = format!("address postgres://{url} is not permitted");
                return Err(Error::ConnectionFailed(text));
            }
        }
        Ok(())
    })
}

async fn open<T>(
    accessor: &Accessor<T, HasPostgres>,
    address: &str,
    ca_root: Option<&str>,
) -> Answer<Resource<Connection>> {
    let (reach, postgres) = accessor.with(|mut access| {
        let view = access.get();
        (Arc::clone(view.reach), view.postgres.clone())
    });
    if let Err(error) = check(&reach, address) {
        return Ok(Err(error));
    }
    match postgres.open(address, ca_root).await {
        Ok(session) => accessor.with(|mut access| access.get().push(session)).map(Ok),
        Err(error) => Ok(Err(error)),
    }
}

impl import::Host for PostgresView<'_> {}

impl import::HostConnection for PostgresView<'_> {
    async fn open(&mut self, address: String) -> Answer<Resource<Connection>> {
        self.open_checked(&address, None).await
    }

    async fn query(
        &mut self,
        connection: Resource<Connection>,
        statement: String,
        params: Vec<ParameterValue>,
    ) -> Answer<RowSet> {
        Ok(self.session(&connection)?.query(statement, params).await)
    }

    async fn execute(
        &mut self,
        connection: Resource<Connection>,
        statement: String,
        params: Vec<ParameterValue>,
    ) -> Answer<u64> {
        Ok(self.session(&connection)?.execute(statement, params).await)
    }

    async fn drop(&mut self, connection: Resource<Connection>) -> wasmtime::Result<()> {
        self.table.delete(connection)?;
        Ok(())
    }
}

impl<T: Send> import::HostConnectionWithStore<T> for HasPostgres {
    async fn open_async(
        accessor: &Accessor<T, Self>,
        address: String,
    ) -> Answer<Resource<Connection>> {
        open(accessor, &address, None).await
    }

    async fn query_async(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
        statement: String,
        params: Vec<ParameterValue>,
    ) -> Answer<(Vec<Column>, StreamReader<Row>, FutureReader<Result<(), Error>>)> {
        let session = accessor.with(|mut access| access.get().session(&connection))?;
        let RowStream { columns, rows, outcome } =
            match session.query_stream(statement, params).await {
                Ok(stream) => stream,
                Err(error) => return Ok(Err(error)),
            };
        let outcome = async move { Ok::<_, wasmtime::Error>(outcome.wait().await) };
        accessor.with(|mut access| {
            let rows = StreamReader::new(&mut access, rows)?;
            let outcome = FutureReader::new(&mut access, outcome)?;
            Ok(Ok((columns, rows, outcome)))
        })
    }

    async fn execute_async(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
        statement: String,
        params: Vec<ParameterValue>,
    ) -> Answer<u64> {
        let session = accessor.with(|mut access| access.get().session(&connection))?;
        Ok(session.execute(statement, params).await)
    }
}

impl import::HostConnectionBuilder for PostgresView<'_> {
    async fn new(&mut self, address: String) -> wasmtime::Result<Resource<ConnectionBuilder>> {
        Ok(self.table.push(ConnectionBuilder { address, ca_root: None })?)
    }

    async fn set_ca_root(
        &mut self,
        builder: Resource<ConnectionBuilder>,
        certificate: String,
    ) -> Answer<()> {
        if !certificate.contains("-----BEGIN CERTIFICATE-----")
            || !certificate.contains("-----END CERTIFICATE-----")
        {
            let text = "invalid root certificate: not in PEM form".to_owned();
            return Ok(Err(Error::Other(text)));
        }
        self.table.get_mut(&builder)?.ca_root = Some(certificate);
        Ok(Ok(()))
    }

    async fn build(
        &mut self,
        builder: Resource<ConnectionBuilder>,
    ) -> Answer<Resource<Connection>> {
        let (address, ca_root) = self.builder(&builder)?;
        self.open_checked(&address, ca_root.as_deref()).await
    }

    async fn drop(&mut self, builder: Resource<ConnectionBuilder>) -> wasmtime::Result<()> {
        self.table.delete(builder)?;
        Ok(())
    }
}

impl PostgresView<'_> {
    fn builder(
        &self,
        builder: &Resource<ConnectionBuilder>,
    ) -> wasmtime::Result<(String, Option<String>)> {
        let builder = self.table.get(builder)?;
        Ok((builder.address.clone(), builder.ca_root.clone()))
    }
}

impl<T: Send> import::HostConnectionBuilderWithStore<T> for HasPostgres {
    async fn build_async(
        accessor: &Accessor<T, Self>,
        builder: Resource<ConnectionBuilder>,
    ) -> Answer<Resource<Connection>> {
        let (address, ca_root) = accessor.with(|mut access| access.get().builder(&builder))?;
        open(accessor, &address, ca_root.as_deref()).await
    }
}

/// Hands batches to the component as it reads; it takes as many rows of one as it likes.
impl<D> StreamProducer<D> for RowSource {
    type Item = Row;
    type Buffer = VecBuffer<Row>;

    fn poll_produce<'a>(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        store: StoreContextMut<'a, D>,
        mut destination: Destination<'a, Self::Item, Self::Buffer>,
        finish: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        if destination.remaining(store) == Some(0) {
            // The component only asks whether there is something to read.
            return Poll::Ready(Ok(StreamResult::Completed));
        }
        match self.get_mut().poll_next(context) {
            Poll::Ready(Some(rows)) => {
                destination.set_buffer(rows.into());
                Poll::Ready(Ok(StreamResult::Completed))
            }
            Poll::Ready(None) => Poll::Ready(Ok(StreamResult::Dropped)),
            Poll::Pending if finish => Poll::Ready(Ok(StreamResult::Cancelled)),
            Poll::Pending => Poll::Pending,
        }
    }
}
