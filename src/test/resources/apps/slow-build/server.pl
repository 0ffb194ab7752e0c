# A web server that answers every request and, in a second process, writes a numbered line every ten milliseconds.
use strict;
use warnings;
use IO::Socket::INET;

$| = 1;
my $port = $ENV{PORT} || 8080;
if (fork() == 0) {
    for (my $n = 1;; $n++) {
        print "line $n\n";
        select(undef, undef, undef, 0.01);
    }
}
my $server = IO::Socket::INET->new(LocalPort => $port, Listen => 64, ReuseAddr => 1) or die "cannot listen on $port: $!";
print "listening on $port\n";
while (my $client = $server->accept) {
    my $request = <$client> // '';
    while (defined(my $line = <$client>)) { last if $line =~ /^\r?\n$/; }
    $request =~ s/[\r\n]+$//;
    my $body = "hello from $ENV{HOSTNAME}\n";
    print $client "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " . length($body)
        . "\r\nConnection: close\r\n\r\n$body";
    close $client;
    print "request $request\n";
}
