/** Names the API alone: engine and transport are services, found on the module path. */
module org.example.hellomodules {
    requires io.simpleipc.api;
}
