pub struct Connection; pub struct ConnectionBuilder;
