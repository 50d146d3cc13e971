/** A transport over named pipes: type fifo. */
module org.example.fifo {
    requires io.simpleipc.api;

    provides io.simpleipc.spi.Transport with
            org.example.fifo.FifoTransport;
}
