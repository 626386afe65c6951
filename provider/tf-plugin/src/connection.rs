//! One connection to the host, whatever it is made of. It is counted for as long as it lives: a process
//! with no connection may have lost its host.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::watch;
use tonic::transport::server::Connected;

/// A byte stream: a unix or TCP socket, plain or under TLS.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send {}

impl<T: AsyncRead + AsyncWrite + Send> Stream for T {}

/// How many connections are open.
#[derive(Debug, Clone)]
pub(crate) struct Open(watch::Sender<Count>);

/// A count, and whether it was ever above zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) now: usize,
    pub(crate) ever: usize,
}

impl Open {
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(Count::default()))
    }

    pub(crate) fn watch(&self) -> watch::Receiver<Count> {
        self.0.subscribe()
    }

    /// Counts a connection until the guard is dropped.
    pub(crate) fn enter(&self) -> Guard {
        self.0.send_modify(|count| *count = Count { now: count.now + 1, ever: count.ever + 1 });
        Guard(self.0.clone())
    }
}

/// Keeps a connection counted.
#[derive(Debug)]
pub(crate) struct Guard(watch::Sender<Count>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.send_modify(|count| count.now = count.now.saturating_sub(1));
    }
}

/// A connection as tonic serves it.
pub(crate) struct Connection {
    stream: Pin<Box<dyn Stream>>,
    _counted: Guard,
}

impl Connection {
    pub(crate) fn new(stream: impl Stream + 'static, counted: Guard) -> Self {
        Self { stream: Box::pin(stream), _counted: counted }
    }
}

impl Connected for Connection {
    type ConnectInfo = ();

    fn connect_info(&self) {}
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.stream.as_mut().poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.stream.as_mut().poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream.as_mut().poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream.as_mut().poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.stream.as_mut().poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
