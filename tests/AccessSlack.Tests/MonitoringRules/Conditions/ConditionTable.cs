namespace AccessSlack.Tests.MonitoringRules.Conditions;

internal static class ConditionTable
{
    /// <summary>Lines of a condition, an arrow and what it results in.</summary>
    public const string Rows =
        """"
# Literals
true => true
false => false
"a" => "a"
"" => ""
`a` => "a"
42 => 42
0 => 0
007 => 7
9223372036854775807 => 9223372036854775807
9223372036854775808 => unreadable at 1: Numbers are whole and decimal, up to 9223372036854775807, without signs and underscores.
08 => unreadable at 1: x
0x1F => unreadable at 1: x
1_000 => unreadable at 1: x
1.5 => unreadable at 1: x
1e3 => unreadable at 1: x
-1 => unreadable at 1: x
'a' => unreadable at 1: x
“a” => unreadable at 1: x
"a => unreadable at 1: x
`a => unreadable at 1: x
nil => unreadable at 1: x
True => unreadable at 1: x

# Escapes
"\a\b\f\n\r\t\v" == "" => false
"a\nb" => "a\nb"
"\\" => "\\"
"\"" => "\""
"\'" => x
`\n` => "\\n"
`"` => "\""
"\x41" => "A"
"\101" => "A"
"\000" == "" => false
"\u00e9" => "é"
"\U0001F600" => "😀"
"\xc3\xa9" => "é"
"\303\251" => "é"
"\xff" => x
"\400" => x
"\18" => x
"\x4" => x
"\xZZ" => x
"\u12" => x
"\ud800" => x
"\U00110000" => x
"\q" => x
"\ => x
"é" == "\u00e9" => true
"größe" => "größe"

# Comparison
"a" == "a" => true
"a" == "b" => false
"a" != "b" => true
"a" != "a" => false
"a" == "A" => false
"a" == `a` => true
1 == 1 => true
1 == 2 => false
1 != 2 => true
1 == "1" => x
"1" == 1 => x
true == true => x
true != false => x
set("a") == set("a") => x
user.traits == user.traits => x
access_request.spec.creation_time == access_request.spec.expiry => x
"a" == access_request.spec.roles => x
1 == 1 == true => x
access_request.spec.user == "Bob" => true
access_request.spec.user == "bob" => false
"Bob" == access_request.spec.user => true
access_request.spec.user != "Bob" => false
strings.lower(access_request.spec.user) == "bob" => true
"bob" == strings.lower(access_request.spec.user) => true
ifelse(true, 1, 2) == 1 => true
1 != ifelse(true, 1, 2) => false
ifelse(true, 1, 2) == "1" => x
"1" == ifelse(true, 1, 2) => x
ifelse(true, set(), set()) == "1" => x
ifelse(true, 1, 2) == ifelse(true, 1, 2) => x

# Precedence
true || true && false => true
(true || true) && false => false
false && false || true => true
false && (false || true) => false
!true || true => true
!(true || true) => false
!false && !false => true
!!true => true
!!!true => false
!"a" == "a" => x
!("a" == "a") => false
"a" == "a" && "b" == "b" => true
"a" != "a" || "b" == "b" => true
true && true && false || true => true
! true => false
(true) => true
((true)) => true
("a") == (("a")) => true

# Operators
true && true => true
true && false => false
false && true => false
false || false => false
false || true => true
true && "a" => x
"a" && true => x
set() || true => x
!"a" => x
!set() => x
!1 => x
false && choose() => false
true || choose() => true
true && choose() => x
choose() && false => x
true && ifelse(true, true, 1) => true
true && ifelse(false, true, 1) => x
!ifelse(true, false, 1) => true
!ifelse(true, 1, false) => x
1 < 2 => x
1 <= 2 => x
1 > 2 => x
1 + 1 => x
"a" + "b" => x
1 - 1 => x
true & true => x
true | true => x
true and true => x
true = true => x
true ? 1 : 2 => x
~1 => x
*a => x
a := 1 => x
true && => x
&& true => x
true || || true => x
! => x
() => x
(true => x
true) => x
(true, true) => x
true true => x
"a" "b" => x
{} => x
[] => x
@ => x
a; b => x

# Variables
access_request.spec.roles => set("dev", "prod")
access_request.spec.suggested_reviewers => set("ann@example.com")
access_request.spec.user => "Bob"
access_request.spec.request_reason => "Fix BUG-42"
access_request.spec.system_annotations => x
access_request.spec.creation_time => x
access_request.spec.expiry => x
access_request.spec.resource_labels_union => x
access_request.spec.resource_labels_intersection => x
user.traits => x
access_request.spec => x
access_request => x
user => x
user.name => x
access_request.spec.Roles => x
access_request.spec.state => x
access_request.spec.requested_resources => x
access_request.spec.requested_resources.length => x
plugin.spec.name => x
access_request.spec.roles.dev => x
access_request . spec . user => "Bob"

# Keys of maps
user.traits["level"] => set("L1", "L2")
user.traits.level => set("L1", "L2")
user.traits[`level`] => x
user.traits["a b"] => set("c")
user.traits["größe"] => set("XL")
user.traits.größe => set("XL")
user.traits["none"] => set()
user.traits["absent"] => set()
user.traits.absent => set()
user.traits[""] => set()
user.traits["Level"] => set()
(user.traits)["level"] => x
user.traits[strings.lower("LEVEL")] => set("L1", "L2")
user.traits[ifelse(true, "level", 1)] => set("L1", "L2")
user.traits[ifelse(false, "level", 1)] => x
user.traits[1] => x
user.traits[set("level")] => x
user.traits[] => x
user.traits["level" => x
user.traits["level", "a"] => x
user.traits.type => x
user.traits["type"] => set()
user.traits.level.x => x
user.traits["level"].x => x
user.traits["level"]["x"] => x
access_request.spec.roles["dev"] => x
access_request.spec.user["dev"] => x
dict(pair("a", set("b")))["a"] => x
user.traits.put("a", set("b"))["a"] => x
"abc"["a"] => x
access_request.spec.system_annotations["teams"] => set("db", "sre")
access_request.spec.system_annotations.teams.contains("sre") => true
access_request.spec.resource_labels_union["env"].contains("prod") => true
access_request.spec.resource_labels_intersection["env"].contains("prod") => false
access_request.spec.resource_labels_intersection.team.contains("db") => true

# set and union
set() => set()
set("a") => set("a")
set("a", "b", "a") => set("a", "b")
set("a",) => set("a")
set(,) => x
set("a" "b") => x
set("a", 1) => x
set(set("a")) => x
set("a"...) => x
set("a" => x
set => x
set(strings.lower("A")) => set("a")
set(ifelse(true, set("a"), "b")) => x
set(access_request.spec.user) => set("Bob")
union() => set()
union(set("a"), set("b"), set("a", "c")) => set("a", "b", "c")
union(access_request.spec.roles, user.traits["level"]) => x
union("a") => x
union(set("a"), true) => x

# Methods of sets
set("a").add("b", "a") => set("a", "b")
set("a").add() => set("a")
set("a").add("b").add("c") => set("a", "b", "c")
set("a").add(1) => x
access_request.spec.roles.add("x") => x
access_request.spec.roles.contains("dev") => true
access_request.spec.roles.contains("de") => false
access_request.spec.roles.contains("DEV") => false
access_request.spec.roles.contains() => x
access_request.spec.roles.contains("a", "b") => x
access_request.spec.roles.contains(1) => x
access_request.spec.user.contains("B") => x
user.traits.contains("level") => x
"abc".contains("a") => x
contains(access_request.spec.roles, "dev") => x
set("a", "b").remove("a") => set("b")
set("a").remove("a") => set()
set("a").remove("b") => set("a")
set("a").remove() => set("a")
set("a").remove(1) => x
"a".remove("a") => x
access_request.spec.roles.contains_any(set("dev", "x")) => true
access_request.spec.roles.contains_any(set("x")) => false
access_request.spec.roles.contains_any(set()) => false
set().contains_any(set()) => false
contains_any(access_request.spec.roles, set("dev")) => true
contains_any(set("dev"), access_request.spec.roles) => true
contains_any(user.traits["level"], set("L2", "L3")) => true
contains_any(user.traits["absent"], set("L2")) => false
contains_any(set("a"), "a") => x
contains_any(set("a")) => x
contains_all(access_request.spec.roles, set("dev")) => true
contains_all(set("dev"), access_request.spec.roles) => false
contains_all(set("dev", "prod", "x"), access_request.spec.roles) => true
set("dev", "prod").contains_all(access_request.spec.roles) => true
access_request.spec.roles.contains_all(set()) => false
contains_all(set(), set()) => false
is_empty(set()) => true
is_empty(access_request.spec.roles) => false
!is_empty(access_request.spec.roles) => true
set().isempty() => true
user.traits["absent"].isempty() => true
set("a").isempty() => false
isempty(set()) => x
set().is_empty() => x
is_empty("") => x
is_empty(user.traits) => x

# Maps
dict() => map()
dict(pair("a", set("b"))) => x
dict(pair("a", set("b")), pair("a", set("c"))) => x
dict(pair(1, set("b"))) => x
dict(pair("a", "b")) => x
dict("a") => x
pair("a", 1) => x
pair("a") => x
dict().put("a", set("b")) => x
dict(pair("a", set("b"))).put("a", set("c")) => x
dict().put("a", "b") => x
dict().put("a") => x
set("a").put("a", set("b")) => x
user.traits.put("level", set()) => x
dict().add_values("a", "b", "c") => x
dict(pair("a", set("b"))).add_values("a", "c") => x
dict(pair("a", set("b"))).add_values("a") => x
dict().add_values() => x
dict(pair("a", set("b")), pair("c", set())).remove("a") => x
dict(pair("a", set("b"))).remove("x") => x
user.traits.remove("level", "a b", "none", "größe") => x
access_request.spec.roles.remove("dev").contains("prod") => true
access_request.spec.roles.remove("dev").contains("dev") => false
ifelse(true, set("a"), 1).remove("a") => set()
ifelse(true, 1, 1).remove("a") => x
dict().put("a", access_request.spec.roles.remove("dev")) => x

# Choices
ifelse(true, "a", "b") => "a"
ifelse(false, "a", "b") => "b"
ifelse(true, "a", 1) => "a"
ifelse("a", 1, 2) => x
ifelse(true, 1) => x
ifelse(true, true, choose()) => x
ifelse(access_request.spec.roles.contains("dev"), access_request.spec.user == "Bob", false) => true
ifelse(ifelse(true, false, 1), 1, 2) => 2
choose(option(false, 1), option(true, 2), option(true, 3)) => 2
choose(option(true, "a")) == "a" => true
choose(option(false, 1)) => x
choose() => x
choose(true) => x
choose(option(true, choose())) => x
option(true, 1) => x
option("a", 1) => x

# Strings
strings.upper("aé") => "AÉ"
strings.lower("AÉ") => "aé"
strings.upper(set("a", "A")) => set("A")
strings.lower(access_request.spec.roles.add("DEV")) => set("dev", "prod")
strings.upper("ß") => "ß"
strings.upper("ı") => "I"
strings.lower("İ") => "i"
strings.lower("ſK") => "ſk"
strings.upper("ſ") => "S"
strings.upper(1) => x
strings.upper() => x
strings.upper("a", "b") => x
strings.upper(user.traits) => x
strings.replaceall("banana", "an", "-") => "b--a"
strings.replaceall(set("a-b", "c"), "-", "_") => set("a_b", "c")
strings.replaceall("ab", "", "-") => "-a-b-"
strings.replaceall("", "", "-") => "-"
strings.replaceall("ab", "a", "") => "b"
strings.replaceall("aaa", "aa", "b") => "ba"
strings.replaceall(1, "a", "b") => x
strings.replaceall("a", set("a"), "b") => x
strings.split(set("a,b", "c"), ",") => set("a", "b", "c")
strings.split(set("a,,b"), ",") => set("", "a", "b")
strings.split(set(""), ",") => set("")
strings.split(set("aé😀"), "") => set("a", "é", "😀")
strings.split(set(""), "") => set()
strings.split(set(), ",") => set()
strings.split("a,b", ",") => x
strings.split(set("a"), set(",")) => x
strings.contains("a", "b") => x
strings.nope("a") => x
strings => x
email.local(access_request.spec.suggested_reviewers) => set("ann")
email.local(set("a@x.com", "b@x.com", "a@y.com")) => set("a", "b")
email.local(set("Ann Lee <ann@example.com>")) => set("ann")
email.local(set("\"a b\"@example.com")) => set("a b")
email.local(set("bob")) => x
email.local(set("")) => x
email.local(set("a@b@c")) => x
email.local(set()) => set()
email.local("ann@example.com") => x

# Regular expressions
regexp.replace(set("dev-1", "prod"), "^dev-(.*)$", "$1") => set("1")
regexp.replace(set("a", "b"), "[ab]", "x") => set("x")
regexp.replace(set("a"), "b", "x") => set()
regexp.replace(set("a"), "a", "") => set()
regexp.replace(set("aXbX"), "X", "-") => set("a-b-")
regexp.replace(set("abc"), "b*", "-") => set("-a-c-")
regexp.replace(set("team-db"), "^team-(?P<name>.+)$", "${name}s") => set("dbs")
regexp.replace(set("team-db"), "^team-(?<name>.+)$", "$name") => set("db")
regexp.replace(set("ab"), "(a)(b)", "$2$1") => set("ba")
regexp.replace(set("ab"), "(a)(b)", "$1x") => set()
regexp.replace(set("ab"), "(a)(b)", "${1}x") => set("ax")
regexp.replace(set("ab"), "(a)(b)", "$$1") => set("$1")
regexp.replace(set("ab"), "(a)(b)", "$0!") => set("ab!")
regexp.replace(set("ab"), "a", "$") => set("$b")
regexp.replace(set("ABC"), "(?i)b", "-") => set("A-C")
regexp.replace(set("é"), "^.$", "x") => set("x")
regexp.replace(set("😀"), "^.$", "x") => set("x")
regexp.replace(set("a1"), `^[[:alpha:]]\d$`, "x") => set("x")
regexp.replace(set("Éa"), `^\pL\p{Ll}$`, "x") => set("x")
regexp.replace(set("a.b"), `\Qa.b\E`, "x") => set("x")
regexp.replace(set("a"), "(", "x") => x
regexp.replace(set("a"), "a**", "x") => x
regexp.replace(set("a"), `(a)\1`, "x") => x
regexp.replace(set("a"), "(?=a)", "x") => x
regexp.replace(set("a"), "(?>a)", "x") => x
regexp.replace(set("a"), "a++", "x") => x
regexp.replace(set("a"), "a{1001}", "x") => x
regexp.replace(set("a"), `a\Z`, "x") => x
regexp.replace(set("a"), `\p{Greek}`, "x") => x
regexp.replace(set("a"), strings.lower("("), "x") => x
regexp.replace(set("a"), strings.lower("A"), "x") => set("x")
regexp.replace("a", "a", "x") => x
regexp.replace(set("a"), "a") => x
regexp.match(set("a"), "a") => x

# Times
time.RFC3339("2026-11-30T18:00:00Z") => 2026-11-30T18:00:00.0000000Z
time.RFC3339("2026-11-30T18:00:00.25Z") => x
time.RFC3339("2026-11-30T19:00:00+01:00") => x
time.RFC3339("2026-11-30T18:00:00-05:30") => x
time.RFC3339("2026-11-30") => x
time.RFC3339("2026-11-30T18:00:00") => x
time.RFC3339("2026-11-30t18:00:00z") => x
time.RFC3339("2026-02-30T18:00:00Z") => x
time.RFC3339("2026-11-30T24:00:00Z") => x
time.RFC3339("2026-11-30T18:00:60Z") => x
time.RFC3339("2026-11-30 18:00:00Z") => x
time.RFC3339("") => x
time.RFC3339(1) => x
time.rfc3339("2026-11-30T18:00:00Z") => x
before(time.RFC3339("2026-11-30T17:59:59Z"), access_request.spec.creation_time) => true
before(access_request.spec.creation_time, access_request.spec.creation_time) => false
after(access_request.spec.expiry, access_request.spec.creation_time) => true
after(access_request.spec.creation_time, access_request.spec.creation_time) => false
access_request.spec.creation_time.before(access_request.spec.expiry) => true
access_request.spec.creation_time.after(time.RFC3339("2026-11-30T19:00:00+02:00")) => true
access_request.spec.expiry.between(time.RFC3339("2026-12-01T00:00:00Z"), time.RFC3339("2026-12-01T03:00:00Z")) => true
access_request.spec.expiry.between(time.RFC3339("2026-12-01T03:00:00Z"), time.RFC3339("2026-12-01T00:00:00Z")) => true
between(access_request.spec.expiry, access_request.spec.expiry, time.RFC3339("2026-12-01T03:00:00Z")) => false
between(access_request.spec.expiry, time.RFC3339("2026-12-01T00:00:00Z"), access_request.spec.expiry) => false
between(access_request.spec.expiry, access_request.spec.expiry) => x
access_request.spec.expiry.between(access_request.spec.expiry) => x
access_request.spec.expiry.between() => x
between() => x
before(access_request.spec.expiry, "2026-11-30T18:00:00Z") => x
before("a", "b") => x
"a".before("b") => x
access_request.spec.expiry.before() => x

# What is no expression of the language
has_labels(access_request.spec.roles, "env", "prod") => x
in_schedule() => x
access_request.spec.roles.has("dev") => x
access_request.spec.roles() => x
user.traits["level"]("a") => x
(set)("a") => x
a.b.c("d") => x
a.b.contains("c") => x
func() {} => x
[]string{"a"} => x
true // and nothing else => true
true /* and nothing else */ => true
/* first */ true => true
true /* open => x
 true  => true
"""";
}
