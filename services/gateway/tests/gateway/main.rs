//! The gateway between real sockets: a client that speaks HTTP on one side, small services on the other.

mod documents;
mod edge;
mod support;
mod upstreams;
