/** Where everything listens that nobody has opened to the network. */
export const loopback = '127.0.0.1';
