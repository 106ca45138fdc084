#!/usr/bin/perl
# kubectl(1) whose cluster has each object as soon as it is applied, whole and ready.
use strict;
use warnings;
use JSON::PP;

my $folder = $ENV{INSTANT_OBJECTS};
my %ready = (
  observedGeneration => 1e9,
  conditions => [ map { { type => $_, status => 'True' } } qw(Established Ready) ],
  desiredNumberScheduled => 1,
  numberReady => 1,
  readyReplicas => 1000,
  sync => { status => 'Synced' },
  health => { status => 'Healthy' },
);

sub path_of {
  my ($kind, $name) = @_;
  return "$folder/" . lc($kind) . "-$name.json";
}

sub read_file {
  my ($path) = @_;
  open(my $file, '<', $path) or return undef;
  local $/;
  return decode_json(<$file>);
}

sub given { local $/; return @{ decode_json(<STDIN>)->{items} } }

sub show { print encode_json($_[0]); exit 0 }

my @words = grep { !/^-/ } @ARGV;
# The value of --kubeconfig.
my $is_list = grep { $_ eq '--filename=-' } @ARGV;
my ($verb) = grep { /^(get|apply|diff)$/ } @words;
if ($verb eq 'apply') {
  for my $object (given()) {
    $object->{status} = \%ready;
    $object->{data} = { map { $_ => 'eA==' } keys %{ $object->{stringData} } } if $object->{stringData};
    open(my $file, '>', path_of($object->{kind}, $object->{metadata}{name})) or die $!;
    print $file encode_json($object);
  }
} elsif ($verb eq 'diff') {
  for (given()) { exit 1 unless -e path_of($_->{kind}, $_->{metadata}{name}) }
} elsif ($is_list) {
  show({ items => [ grep { defined } map { read_file(path_of($_->{kind}, $_->{metadata}{name})) } given() ] });
} else {
  exit 0 if grep { $_ eq '--raw' } @ARGV;
  my ($kind, $name) = @words[(grep { $words[$_] eq 'get' } 0 .. $#words)[0] + 1 .. $#words];
  if ($kind =~ /^(nodes|applications)/) { show(read_file("$folder/$1.json")) }
  my $found = read_file(path_of($kind, $name));
  show($found) if $found;
  print STDERR "Error from server (NotFound): $kind \"$name\" not found\n";
  exit 1;
}
