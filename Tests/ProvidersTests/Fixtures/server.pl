# A model server for tests: perl server.pl PORT LOADING FOLDER
# Says 503 to the first LOADING requests and 200 from then on. It ignores SIGTERM and ends when its standard input is
# closed, and then writes FOLDER/ended.
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;

my ($port, $loading, $folder) = @ARGV;
$SIG{TERM} = 'IGNORE';
my $listener = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $port, Listen => 16, ReuseAddr => 1)
  or die "port $port: $!\n";
print "listening on $port\n";
my $both = IO::Select->new($listener, \*STDIN);
while (1) {
  for my $ready ($both->can_read) {
    if ($ready != $listener) {
      next if sysread(STDIN, my $ignored, 1024);
      open my $mark, '>', "$folder/ended" or die;
      close $mark;
      exit 0;
    }
    my $client = $listener->accept or next;
    while (defined(my $line = <$client>)) { last if $line =~ /^\r?\n$/ }
    my $status = $loading-- > 0 ? 503 : 200;
    print $client "HTTP/1.1 $status -\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
    close $client;
  }
}
