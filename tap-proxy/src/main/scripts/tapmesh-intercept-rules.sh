# shellcheck shell=sh
# The rules themselves, for both backends; read by tapmesh-intercept, whose options they use.
#
# In both, a connection is left alone by the first rule that excludes it, or that says what is
# included and does not match; what reaches the last rule goes to the proxy.

# ---- nft: one table of our own, replaced in one transaction ---------------------------------------

set_of() { # set_of VALUES [QUOTE]: as { a, b }
  joined=
  for one in $1; do joined="$joined, ${2:-}$one${2:-}"; done
  echo "{ ${joined#, } }"
}
names_of() { set_of "$1" '"'; }
leave() { [ -z "$2" ] || echo "    $1 $(set_of "$2") accept"; }
leave_cidrs() { # leave_cidrs saddr|daddr LIST
  leave "ip $1" "$(only_ipv4 "$2")"
  leave "ip6 $1" "$(only_ipv6 "$2")"
}

only_cidrs() { # the destinations of a family that has none in the list are left alone
  four=$(only_ipv4 "$out_cidrs") six=$(only_ipv6 "$out_cidrs")
  if [ -n "$four" ]; then leave 'ip daddr !=' "$four"; else echo '    meta nfproto ipv4 accept'; fi
  if [ -n "$six" ]; then leave 'ip6 daddr !=' "$six"; else echo '    meta nfproto ipv6 accept'; fi
}

nft_outbound() {
  echo '  chain outbound {'
  echo '    type nat hook output priority -100; policy accept;'
  echo "    meta l4proto != tcp accept"
  [ "$ipv6" = on ] || echo '    meta nfproto ipv6 accept'
  echo "    oifname $(names_of "lo $not_interfaces") accept"
  echo "    meta mark $mark accept"
  leave 'meta skuid' "$not_users"
  leave 'meta skgid' "$not_groups"
  leave_cidrs daddr "$out_not_cidrs"
  echo '    ip6 daddr fe80::/10 accept'
  leave 'tcp dport' "$out_not_ports"
  [ "$out_ports" = all ] || leave 'tcp dport !=' "$out_ports"
  [ "$out_cidrs" = all ] || only_cidrs
  if [ -n "$only_users$only_groups" ]; then
    echo "    ${only_users:+meta skuid != $(set_of "$only_users") }${only_groups:+meta skgid != $(set_of "$only_groups") }accept"
  fi
  echo "    meta l4proto tcp redirect to :$out_port"
  echo '  }'
}

nft_inbound() {
  syn='tcp flags & (fin | syn | rst | ack) == syn'
  echo '  chain inbound {'
  case $in_mode in
    redirect) echo '    type nat hook prerouting priority -100; policy accept;' ;;
    tproxy) echo '    type filter hook prerouting priority -150; policy accept;' ;;
  esac
  echo "    meta l4proto != tcp accept"
  [ "$ipv6" = on ] || echo '    meta nfproto ipv6 accept'
  echo "    iifname $(names_of "lo $not_interfaces") accept"
  [ "$in_interfaces" = all ] || echo "    iifname != $(names_of "$in_interfaces") accept"
  echo '    fib daddr type != local accept'
  leave_cidrs saddr "$in_not_cidrs"
  leave 'tcp dport' "$in_not_ports"
  [ "$in_ports" = all ] || leave 'tcp dport !=' "$in_ports"
  case $in_mode in
    redirect) echo "    meta l4proto tcp redirect to :$in_port" ;;
    tproxy)
      # A connection that was there before the rules has no mark and is left alone. tproxy does not
      # match if nobody listens; what is dropped then would else reach the application directly.
      echo "    $syn ct mark set $tproxy_mark"
      echo "    $syn meta l4proto tcp tproxy to :$in_port meta mark set $tproxy_mark accept"
      echo "    $syn drop"
      echo "    meta l4proto tcp socket transparent 1 meta mark set $tproxy_mark accept"
      echo "    ct mark $tproxy_mark meta l4proto tcp tproxy to :$in_port meta mark set $tproxy_mark accept"
      echo "    ct mark $tproxy_mark drop"
      ;;
  esac
  echo '  }'
}

nft_table() { # nft_table NAME [FLAGS]
  echo "table inet $1 {"
  [ -z "${2:-}" ] || echo "  flags $2"
  [ -z "$in_port" ] || nft_inbound
  [ -z "$out_port" ] || nft_outbound
  echo '}'
}

nft_plan() {
  echo "nft -f - <<'END'"
  # Deleting needs a table that is there, so it is made first; all of it is one transaction.
  echo 'add table inet tapmesh'
  echo 'delete table inet tapmesh'
  nft_table tapmesh
  echo 'END'
}

nft_remove_plan() {
  has nft || return 0
  cat <<'END'
if nft list table inet tapmesh >/dev/null 2>&1; then nft delete table inet tapmesh; fi
END
}

# ---- iptables: chains of our own, each table replaced in one transaction --------------------------

rule() { printf '%s\n' "-A $*"; }
each() { # each VALUES RULE...: the rule for each value in the place of @; of ports 1-2 as 1:2
  values=$1
  shift
  for one in $values; do
    case $* in *--dport*) case $one in *-*) one=${one%-*}:${one#*-} ;; esac ;; esac
    printf '%s\n' "-A ${*%@*}$one${*##*@}"
  done
}
of_family() { [ "$family" = 4 ] && only_ipv4 "$1" || only_ipv6 "$1"; }

# Three chains, each saying what is included, and leading to the next one.
iptables_outbound() {
  chains='TAPMESH_OUTPUT TAPMESH_TO TAPMESH_OWNER TAPMESH_PORT'
  for chain in $chains; do echo ":$chain - [0:0]"; done
  rule TAPMESH_OUTPUT -m mark --mark $mark -j RETURN
  each "lo $not_interfaces" "TAPMESH_OUTPUT -o @ -j RETURN"
  each "$not_users" "TAPMESH_OUTPUT -m owner --uid-owner @ -j RETURN"
  each "$not_groups" "TAPMESH_OUTPUT -m owner --gid-owner @ -j RETURN"
  each "$(of_family "$out_not_cidrs")" "TAPMESH_OUTPUT -d @ -j RETURN"
  [ "$family" = 4 ] || rule TAPMESH_OUTPUT -d fe80::/10 -j RETURN
  each "$out_not_ports" "TAPMESH_OUTPUT -p tcp --dport @ -j RETURN"
  rule TAPMESH_OUTPUT -p tcp -j TAPMESH_TO
  if [ "$out_cidrs" = all ]; then rule TAPMESH_TO -j TAPMESH_OWNER; else
    each "$(of_family "$out_cidrs")" "TAPMESH_TO -d @ -j TAPMESH_OWNER"
  fi
  if [ -z "$only_users$only_groups" ]; then rule TAPMESH_OWNER -j TAPMESH_PORT; else
    each "$only_users" "TAPMESH_OWNER -m owner --uid-owner @ -j TAPMESH_PORT"
    each "$only_groups" "TAPMESH_OWNER -m owner --gid-owner @ -j TAPMESH_PORT"
  fi
  included=$out_ports
  [ "$out_ports" != all ] || included=1-65535
  each "$included" "TAPMESH_PORT -p tcp --dport @ -j REDIRECT --to-ports $out_port"
  rule_in_front OUTPUT TAPMESH_OUTPUT
}

iptables_inbound() { # iptables_inbound CHAIN
  echo ":$1 - [0:0]"
  echo ":TAPMESH_TAKE - [0:0]"
  [ $in_mode = redirect ] || echo ':TAPMESH_DIVERT - [0:0]'
  each "lo $not_interfaces" "$1 -i @ -j RETURN"
  rule $1 -m addrtype ! --dst-type LOCAL -j RETURN
  each "$(of_family "$in_not_cidrs")" "$1 -s @ -j RETURN"
  each "$in_not_ports" "$1 -p tcp --dport @ -j RETURN"
  included=$in_ports
  [ "$in_ports" != all ] || included=1-65535
  for from in $in_interfaces; do
    via="-i $from "
    [ "$from" != all ] || via=
    each "$included" "$1 ${via}-p tcp --dport @ -j TAPMESH_TAKE"
  done
  case $in_mode in
    redirect) rule TAPMESH_TAKE -p tcp -j REDIRECT --to-ports $in_port ;;
    tproxy)
      # As for nft; the target itself drops what nobody listens for.
      tproxy="-j TPROXY --on-port $in_port --tproxy-mark $tproxy_mark"
      rule TAPMESH_TAKE -p tcp --syn -j CONNMARK --set-mark $tproxy_mark
      rule TAPMESH_TAKE -p tcp --syn $tproxy
      rule TAPMESH_TAKE -p tcp -m socket --transparent -j TAPMESH_DIVERT
      rule TAPMESH_TAKE -p tcp -m connmark --mark $tproxy_mark $tproxy
      rule TAPMESH_DIVERT -j MARK --set-mark $tproxy_mark
      rule TAPMESH_DIVERT -j ACCEPT
      ;;
  esac
  rule_in_front PREROUTING $1
}

rule_in_front() { echo "-I $1 1 -j $2"; }

iptables_tables() { # for iptables-restore; mangle first: what it takes over from nat is taken all the time
  if [ -n "$in_port" ] && [ $in_mode = tproxy ]; then
    echo '*mangle'
    iptables_inbound TAPMESH_TPROXY
    echo COMMIT
  fi
  if [ -n "$out_port" ] || [ $in_mode = redirect ]; then
    echo '*nat'
    [ -z "$in_port" ] || [ $in_mode = tproxy ] || iptables_inbound TAPMESH_INPUT
    [ -z "$out_port" ] || iptables_outbound
    echo COMMIT
  fi
}

# Reads what is there and then what is wanted, and makes one transaction for each table that must change: what is wanted comes,
# and of what else is ours, the jumps and all rules go. Empty chains go after that, as nobody can say whether others jump to them.
# A table that has nothing of either is not asked for: that would make it.
iptables_replace() {
  cat <<'END'
transactions='
  function changes(  found, name) {
    if (done[table]++ || !(table in wanted) && !(table in hooks) && !(table in chains)) return
    print table; printf "%s%s%s%s", made[table], wanted[table], hooks[table], front[table]
    split(chains[table], found, " ")
    for (name in found) if (!((table, found[name]) in kept)) {
      print "-F " found[name]
      gone[table] = gone[table] "-X " found[name] "\n"
    }
    print "COMMIT"
  }
  /^# wanted/ { after = 1 }
  /^#/ { next }
  /^\*/ { table = $0; next }
  !after && /^:TAPMESH_/ { chains[table] = chains[table] substr($1, 2) " " }
  !after && /^-A (OUTPUT|PREROUTING) -j TAPMESH_[A-Z0-9_]+$/ { sub(/^-A/, "-D"); hooks[table] = hooks[table] $0 "\n" }
  !after { next }
  /^COMMIT/ { changes(); next }
  /^:/ { kept[table, substr($1, 2)] = 1; made[table] = made[table] $0 "\n"; next }
  /^-I/ { front[table] = front[table] $0 "\n"; next }
  { wanted[table] = wanted[table] $0 "\n" }
  END {
    for (table in hooks) changes()
    for (table in chains) changes()
    for (table in gone) printf "%s\n%sCOMMIT\n", table, gone[table]
  }'
failed=''
replace() { # replace TOOL: what is ours by what is read here
  there=$($1-save -t nat && $1-save -t mangle) || return
  changes=$({ printf '%s\n# wanted\n' "$there"; cat; } | awk "$transactions") || return
  printf '%s\n' "$changes" | $1-restore -w --noflush
}
END
}

families() { [ "$ipv6" = on ] && echo '4 6' || echo 4; }

iptables_plan() { # iptables_plan FAMILIES: the rules of these, and nothing of ours in the other ones
  iptables_replace
  for family in 4 6; do
    [ $family = 4 ] && ipt=iptables || ipt=ip6tables
    case $1 in
      *$family*)
        echo "replace $ipt <<'END' || failed=$family"
        iptables_tables
        echo END
        ;;
      *)
        # What cannot be read here has nothing of ours.
        has $ipt-save || continue
        echo "if $ipt-save -t nat >/dev/null 2>&1; then replace $ipt </dev/null || failed=$family; fi"
        ;;
    esac
  done
}

# ---- routing: tproxy leads packets for marked connections to this machine -------------------------

routing_rules() { # routing_rules FAMILY: as `ip rule show` prints them
  [ -n "$in_port" ] && [ $in_mode = tproxy ] || return 0
  loopback=127.0.0.0/8
  [ "$1" = 4 ] || loopback=::1
  printf '%s:\tfrom all fwmark 0x%x lookup %s\n' $OURS $tproxy_mark $OURS
  # What the application answers to a client whose address the proxy has taken over loopback.
  printf '%s:\tfrom %s iif lo lookup %s\n' $OURS $loopback $OURS
}

routing_plan() {
  for family in $(families); do
    routing_rules $family | sed 's/^[0-9]*:.//' | while read -r rule; do
      echo "ip -$family route replace local default dev lo table $OURS"
      echo "ip -$family rule show | grep -q '^$OURS:.$rule\$' || ip -$family rule add $rule pref $OURS"
    done | awk '!seen[$0]++'
  done
}

routing_remove_plan() { # what is there and is not wanted
  for family in 4 6; do
    wanted='' keep=''
    [ "$1" = all ] || case " $(families) " in *" $family "*) wanted=$(routing_rules $family) ;; esac
    [ -z "$wanted" ] || keep="grep -v$(printf '%s\n' "$wanted" | sed -n 's/^[0-9]*:.\(.*\)/ -e "\1\\$"/p' | tr -d '\n') | "
    echo "ip -$family rule show 2>/dev/null | grep '^$OURS:' | ${keep}sed 's/^[0-9]*:.//' | while read -r rule; do ip -$family rule del \$rule pref $OURS; done"
    [ -n "$wanted" ] || echo "ip -$family route flush table $OURS 2>/dev/null || true"
  done
}

# ---- plans and states -----------------------------------------------------------------------------

# Routes first and filters last, the other way round when it is undone: nothing is lost in between.
apply_plan() {
  routing_plan
  if [ "$backend" = nft ]; then
    nft_plan
    echo '# What the other backend, or other options, left here.'
    iptables_plan ''
  else
    iptables_plan "$(families)"
    echo '# What the other backend, or other options, left here.'
    nft_remove_plan
  fi
  routing_remove_plan unwanted
  all_went_well
}

remove_plan() {
  nft_remove_plan
  iptables_plan ''
  routing_remove_plan all
  all_went_well
}

# The rest goes on when one family's rules cannot be changed: least of all may the removal of what is left depend on it.
all_went_well() { echo '[ -z "$failed" ]'; }

iptables_state() { # iptables_state TOOL
  { $1-save -t nat && $1-save -t mangle; } 2>/dev/null | awk -v tool="$1" '
    /^\*/ { table = substr($0, 2) }
    /(^:| )TAPMESH_/ { sub(/ \[[0-9:]*\]$/, ""); found[table] = found[table] $0 "\n" }
    function show(table) { if (table in found) printf "# %s -t %s\n%s", tool, table, found[table] }
    END { show("nat"); show("mangle") }'
}

installed_state() {
  if has nft; then nft list table inet tapmesh 2>/dev/null || true; fi
  for ipt in iptables ip6tables; do if has $ipt-save; then iptables_state $ipt; fi; done
  for family in 4 6; do ip -$family rule show 2>/dev/null | awk "/^$OURS:/"' { sub(/[ \t]+$/, ""); print }' | sort; done
  for family in 4 6; do ip -$family route show table $OURS 2>/dev/null | awk '{ sub(/[ \t]+$/, ""); print }'; done
}

# What apply would lead to, in the words of the tools: they are asked in a network namespace that
# nothing runs in and nobody is connected to.
expected_state() {
  unshare -n true 2>/dev/null ||
    die $EX_UNAVAILABLE "the options cannot be compared with what is there: no network namespace can be made (expected: unshare, and the capability SYS_ADMIN)"
  apply_plan | unshare -n sh -c 'ip link set lo up; sh -eu >&2; exec "$0" status' "$self"
}
