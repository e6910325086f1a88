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
08 => unreadable at 1: Numbers are whole and decimal, up to 9223372036854775807, without signs and underscores.
0x1F => unreadable at 1: Numbers are whole and decimal, up to 9223372036854775807, without signs and underscores.
1_000 => unreadable at 1: Numbers are whole and decimal, up to 9223372036854775807, without signs and underscores.
1.5 => unreadable at 1: Numbers are whole and decimal, up to 9223372036854775807, without signs and underscores.
1e3 => unreadable at 1: Numbers are whole and decimal, up to 9223372036854775807, without signs and underscores.
-1 => unreadable at 1: There is no operator -; known are && || ! == !=.
'a' => unreadable at 1: A string is written in double quotes or in backquotes.
“a” => unreadable at 1: A string needs straight quotes.
"a => unreadable at 1: This string has no closing quote on its line.
`a => unreadable at 1: This string has no closing backquote.
nil => unreadable at 1: There is no variable 'nil'.
True => unreadable at 1: There is no variable 'True'.

# Escapes
"\a\b\f\n\r\t\v" == "" => false
"a\nb" => "a\nb"
"\\" => "\\"
"\"" => "\""
"\'" => unreadable at 2: Unknown escape; known are \a \b \f \n \r \t \v \\ \" \NNN \xNN \uNNNN \UNNNNNNNN.
`\n` => "\\n"
`"` => "\""
"\x41" => "A"
"\101" => "A"
"\000" == "" => false
"\u00e9" => "é"
"\U0001F600" => "😀"
"\xc3\xa9" => "é"
"\303\251" => "é"
"\xff" => unreadable at 1: The escapes of this string are not UTF-8.
"\400" => unreadable at 2: This escape is larger than \377.
"\18" => unreadable at 2: This escape needs 3 digits of base 8.
"\x4" => unreadable at 2: This escape needs 2 digits of base 16.
"\xZZ" => unreadable at 2: This escape needs 2 digits of base 16.
"\u12" => unreadable at 2: This escape needs 4 digits of base 16.
"\ud800" => unreadable at 2: This escape names no Unicode character.
"\U00110000" => unreadable at 2: This escape names no Unicode character.
"\q" => unreadable at 2: Unknown escape; known are \a \b \f \n \r \t \v \\ \" \NNN \xNN \uNNNN \UNNNNNNNN.
"\ => unreadable at 2: Unknown escape; known are \a \b \f \n \r \t \v \\ \" \NNN \xNN \uNNNN \UNNNNNNNN.
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
1 == "1" => unreadable at 3: == needs both sides of one type, not an integer and a string.
"1" == 1 => unreadable at 5: == needs both sides of one type, not a string and an integer.
true == true => unreadable at 6: == compares strings or integers, not a boolean.
true != false => unreadable at 6: != compares strings or integers, not a boolean.
set("a") == set("a") => unreadable at 10: == compares strings or integers, not a set.
user.traits == user.traits => unreadable at 13: == compares strings or integers, not a map.
access_request.spec.creation_time == access_request.spec.expiry => unreadable at 35: == compares strings or integers, not a time.
"a" == access_request.spec.roles => unreadable at 5: == needs both sides of one type, not a string and a set.
1 == 1 == true => unreadable at 8: == compares strings or integers, not a boolean.
access_request.spec.user == "Bob" => true
access_request.spec.user == "bob" => false
"Bob" == access_request.spec.user => true
access_request.spec.user != "Bob" => false
strings.lower(access_request.spec.user) == "bob" => true
"bob" == strings.lower(access_request.spec.user) => true
ifelse(true, 1, 2) == 1 => true
1 != ifelse(true, 1, 2) => false
ifelse(true, 1, 2) == "1" => fault: == was given an integer and a string.
"1" == ifelse(true, 1, 2) => fault: == was given a string and an integer.
ifelse(true, set(), set()) == "1" => fault: == was given a set and a string.
ifelse(true, 1, 2) == ifelse(true, 1, 2) => unreadable at 20: == needs one side whose type is known.

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
!"a" == "a" => unreadable at 1: ! needs booleans, not a string.
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
true && "a" => unreadable at 6: && needs booleans, not a string.
"a" && true => unreadable at 5: && needs booleans, not a string.
set() || true => unreadable at 7: || needs booleans, not a set.
!"a" => unreadable at 1: ! needs booleans, not a string.
!set() => unreadable at 1: ! needs booleans, not a set.
!1 => unreadable at 1: ! needs booleans, not an integer.
false && choose() => false
true || choose() => true
true && choose() => fault: choose has no option that holds; a last option(true, …) would be taken then.
choose() && false => fault: choose has no option that holds; a last option(true, …) would be taken then.
true && ifelse(true, true, 1) => true
true && ifelse(false, true, 1) => fault: && was given an integer, not a boolean.
!ifelse(true, false, 1) => true
!ifelse(true, 1, false) => fault: ! was given an integer, not a boolean.
1 < 2 => unreadable at 3: There is no operator <; known are && || ! == !=.
1 <= 2 => unreadable at 3: There is no operator <=; known are && || ! == !=.
1 > 2 => unreadable at 3: There is no operator >; known are && || ! == !=.
1 + 1 => unreadable at 3: There is no operator +; known are && || ! == !=.
"a" + "b" => unreadable at 5: There is no operator +; known are && || ! == !=.
1 - 1 => unreadable at 3: There is no operator -; known are && || ! == !=.
true & true => unreadable at 6: There is no operator &; known are && || ! == !=.
true | true => unreadable at 6: There is no operator |; known are && || ! == !=.
true and true => unreadable at 6: Found 'and' after the end of the expression.
true = true => unreadable at 6: There is no operator =; known are && || ! == !=.
true ? 1 : 2 => unreadable at 6: '?' means nothing here.
~1 => unreadable at 1: There is no operator ~; known are && || ! == !=.
*a => unreadable at 1: There is no operator *; known are && || ! == !=.
a := 1 => unreadable at 3: There is no operator :=; known are && || ! == !=.
true && => unreadable at 8: Found the end of the condition, but a value was expected.
&& true => unreadable at 1: Found '&&', but a value was expected.
true || || true => unreadable at 9: Found '||', but a value was expected.
! => unreadable at 2: Found the end of the condition, but a value was expected.
() => unreadable at 2: Found ')', but a value was expected.
(true => unreadable at 6: Found the end of the condition, but ) was expected.
true) => unreadable at 5: Found ')' after the end of the expression.
(true, true) => unreadable at 6: Found ',', but ) was expected.
true true => unreadable at 6: Found 'true' after the end of the expression.
"a" "b" => unreadable at 5: Found a string after the end of the expression.
{} => unreadable at 1: '{' means nothing here.
[] => unreadable at 1: Found '[', but a value was expected.
@ => unreadable at 1: '@' means nothing here.
a; b => unreadable at 2: ';' means nothing here.

# Variables
access_request.spec.roles => set("dev", "prod")
access_request.spec.suggested_reviewers => set("ann@example.com")
access_request.spec.user => "Bob"
access_request.spec.request_reason => "Fix BUG-42"
access_request.spec.system_annotations => map("teams": set("db", "sre"))
access_request.spec.creation_time => 2026-11-30T18:00:00.0000000Z
access_request.spec.expiry => 2026-12-01T02:00:00.0000000Z
access_request.spec.resource_labels_union => map("env": set("dev", "prod"), "team": set("db"))
access_request.spec.resource_labels_intersection => map("team": set("db"))
user.traits => map("a b": set("c"), "größe": set("XL"), "level": set("L1", "L2"), "none": set())
access_request.spec => unreadable at 1: There is no variable 'access_request.spec'.
access_request => unreadable at 1: There is no variable 'access_request'.
user => unreadable at 1: There is no variable 'user'.
user.name => unreadable at 1: There is no variable 'user.name'.
access_request.spec.Roles => unreadable at 1: There is no variable 'access_request.spec.Roles'.
access_request.spec.state => unreadable at 1: There is no variable 'access_request.spec.state'.
access_request.spec.requested_resources => unreadable at 1: There is no variable 'access_request.spec.requested_resources'.
access_request.spec.requested_resources.length => unreadable at 1: There is no variable 'access_request.spec.requested_resources.…'.
plugin.spec.name => unreadable at 1: There is no variable 'plugin.spec.name'.
access_request.spec.roles.dev => unreadable at 1: There is no variable 'access_request.spec.roles.dev'.
access_request . spec . user => "Bob"

# Keys of maps
user.traits["level"] => set("L1", "L2")
user.traits.level => set("L1", "L2")
user.traits[`level`] => set("L1", "L2")
user.traits["a b"] => set("c")
user.traits["größe"] => set("XL")
user.traits.größe => set("XL")
user.traits["none"] => set()
user.traits["absent"] => set()
user.traits.absent => set()
user.traits[""] => set()
user.traits["Level"] => set()
(user.traits)["level"] => set("L1", "L2")
user.traits[strings.lower("LEVEL")] => set("L1", "L2")
user.traits[ifelse(true, "level", 1)] => set("L1", "L2")
user.traits[ifelse(false, "level", 1)] => fault: The key in [] is not a string.
user.traits[1] => unreadable at 12: The key in [] is an integer, not a string.
user.traits[set("level")] => unreadable at 12: The key in [] is a set, not a string.
user.traits[] => unreadable at 13: Found ']', but a value was expected.
user.traits["level" => unreadable at 20: Found the end of the condition, but ] was expected.
user.traits["level", "a"] => unreadable at 20: Found ',', but ] was expected.
user.traits.type => unreadable at 13: type is a reserved word of Go; as the key of a map it is written ["type"].
user.traits["type"] => set()
user.traits.level.x => unreadable at 1: There is no variable 'user.traits.level.x'.
user.traits["level"].x => unreadable at 22: A value has no part 'x'.
user.traits["level"]["x"] => unreadable at 21: Only a variable that is a map can be followed by [].
access_request.spec.roles["dev"] => unreadable at 26: Only a variable that is a map can be followed by [].
access_request.spec.user["dev"] => unreadable at 25: Only a variable that is a map can be followed by [].
dict(pair("a", set("b")))["a"] => unreadable at 26: Only a variable that is a map can be followed by [].
user.traits.put("a", set("b"))["a"] => unreadable at 31: Only a variable that is a map can be followed by [].
"abc"["a"] => unreadable at 6: Only a variable that is a map can be followed by [].
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
set(,) => unreadable at 5: Found ',', but a value was expected.
set("a" "b") => unreadable at 9: Found a string, but ) or a comma was expected.
set("a", 1) => unreadable at 1: set needs a string as argument 2, not an integer.
set(set("a")) => unreadable at 1: set needs a string as argument 1, not a set.
set("a"...) => unreadable at 9: Found '.', but the name of a method was expected.
set("a" => unreadable at 8: Found the end of the condition, but ) or a comma was expected.
set => unreadable at 1: There is no variable 'set'.
set(strings.lower("A")) => set("a")
set(ifelse(true, set("a"), "b")) => fault: set was given a set where a string is expected.
set(access_request.spec.user) => set("Bob")
union() => set()
union(set("a"), set("b"), set("a", "c")) => set("a", "b", "c")
union(access_request.spec.roles, user.traits["level"]) => set("L1", "L2", "dev", "prod")
union("a") => unreadable at 1: union needs a set as argument 1, not a string.
union(set("a"), true) => unreadable at 1: union needs a set as argument 2, not a boolean.

# Methods of sets
set("a").add("b", "a") => set("a", "b")
set("a").add() => set("a")
set("a").add("b").add("c") => set("a", "b", "c")
set("a").add(1) => unreadable at 10: add needs a string as argument 1, not an integer.
access_request.spec.roles.add("x") => set("dev", "prod", "x")
access_request.spec.roles.contains("dev") => true
access_request.spec.roles.contains("de") => false
access_request.spec.roles.contains("DEV") => false
access_request.spec.roles.contains() => unreadable at 27: contains takes 1 argument, and was given 0.
access_request.spec.roles.contains("a", "b") => unreadable at 27: contains takes 1 argument, and was given 2.
access_request.spec.roles.contains(1) => unreadable at 27: contains needs a string as argument 1, not an integer.
access_request.spec.user.contains("B") => unreadable at 26: contains needs a set as the value before it, not a string.
user.traits.contains("level") => unreadable at 13: contains needs a set as the value before it, not a map.
"abc".contains("a") => unreadable at 7: contains needs a set as the value before it, not a string.
contains(access_request.spec.roles, "dev") => unreadable at 1: There is no function 'contains'.
set("a", "b").remove("a") => set("b")
set("a").remove("a") => set()
set("a").remove("b") => set("a")
set("a").remove() => set("a")
set("a").remove(1) => unreadable at 10: remove needs a string as argument 1, not an integer.
"a".remove("a") => unreadable at 5: remove needs a set or a map as the value before it, not a string.
access_request.spec.roles.contains_any(set("dev", "x")) => true
access_request.spec.roles.contains_any(set("x")) => false
access_request.spec.roles.contains_any(set()) => false
set().contains_any(set()) => false
contains_any(access_request.spec.roles, set("dev")) => true
contains_any(set("dev"), access_request.spec.roles) => true
contains_any(user.traits["level"], set("L2", "L3")) => true
contains_any(user.traits["absent"], set("L2")) => false
contains_any(set("a"), "a") => unreadable at 1: contains_any needs a set as argument 2, not a string.
contains_any(set("a")) => unreadable at 1: contains_any takes 2 arguments, and was given 1.
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
isempty(set()) => unreadable at 1: There is no function 'isempty'.
set().is_empty() => unreadable at 7: There is no method 'is_empty'.
is_empty("") => unreadable at 1: is_empty needs a set as argument 1, not a string.
is_empty(user.traits) => unreadable at 1: is_empty needs a set as argument 1, not a map.

# Maps
dict() => map()
dict(pair("a", set("b"))) => map("a": set("b"))
dict(pair("a", set("b")), pair("a", set("c"))) => map("a": set("c"))
dict(pair(1, set("b"))) => fault: dict has an integer as a key.
dict(pair("a", "b")) => fault: dict has a string as a value.
dict("a") => unreadable at 1: dict needs a pair as argument 1, not a string.
pair("a", 1) => pair("a", 1)
pair("a") => unreadable at 1: pair takes 2 arguments, and was given 1.
dict().put("a", set("b")) => map("a": set("b"))
dict(pair("a", set("b"))).put("a", set("c")) => map("a": set("c"))
dict().put("a", "b") => unreadable at 8: put needs a set as argument 2, not a string.
dict().put("a") => unreadable at 8: put takes 2 arguments, and was given 1.
set("a").put("a", set("b")) => unreadable at 10: put needs a map as the value before it, not a set.
user.traits.put("level", set()) => map("a b": set("c"), "größe": set("XL"), "level": set(), "none": set())
dict().add_values("a", "b", "c") => map("a": set("b", "c"))
dict(pair("a", set("b"))).add_values("a", "c") => map("a": set("b", "c"))
dict(pair("a", set("b"))).add_values("a") => map("a": set("b"))
dict().add_values() => unreadable at 8: add_values takes at least 1 argument, and was given 0.
dict(pair("a", set("b")), pair("c", set())).remove("a") => map("c": set())
dict(pair("a", set("b"))).remove("x") => map("a": set("b"))
user.traits.remove("level", "a b", "none", "größe") => map()
access_request.spec.roles.remove("dev").contains("prod") => true
access_request.spec.roles.remove("dev").contains("dev") => false
ifelse(true, set("a"), 1).remove("a") => set()
ifelse(true, 1, 1).remove("a") => fault: remove was given an integer where a set or a map is expected.
dict().put("a", access_request.spec.roles.remove("dev")) => map("a": set("prod"))

# Choices
ifelse(true, "a", "b") => "a"
ifelse(false, "a", "b") => "b"
ifelse(true, "a", 1) => "a"
ifelse("a", 1, 2) => unreadable at 1: ifelse needs a boolean as argument 1, not a string.
ifelse(true, 1) => unreadable at 1: ifelse takes 3 arguments, and was given 2.
ifelse(true, true, choose()) => fault: choose has no option that holds; a last option(true, …) would be taken then.
ifelse(access_request.spec.roles.contains("dev"), access_request.spec.user == "Bob", false) => true
ifelse(ifelse(true, false, 1), 1, 2) => 2
choose(option(false, 1), option(true, 2), option(true, 3)) => 2
choose(option(true, "a")) == "a" => true
choose(option(false, 1)) => fault: choose has no option that holds; a last option(true, …) would be taken then.
choose() => fault: choose has no option that holds; a last option(true, …) would be taken then.
choose(true) => unreadable at 1: choose needs an option as argument 1, not a boolean.
choose(option(true, choose())) => fault: choose has no option that holds; a last option(true, …) would be taken then.
option(true, 1) => option(true, 1)
option("a", 1) => unreadable at 1: option needs a boolean as argument 1, not a string.

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
strings.upper(1) => fault: strings.upper needs a string or a set, not an integer.
strings.upper() => unreadable at 1: strings.upper takes 1 argument, and was given 0.
strings.upper("a", "b") => unreadable at 1: strings.upper takes 1 argument, and was given 2.
strings.upper(user.traits) => fault: strings.upper needs a string or a set, not a map.
strings.replaceall("banana", "an", "-") => "b--a"
strings.replaceall(set("a-b", "c"), "-", "_") => set("a_b", "c")
strings.replaceall("ab", "", "-") => "-a-b-"
strings.replaceall("", "", "-") => "-"
strings.replaceall("ab", "a", "") => "b"
strings.replaceall("aaa", "aa", "b") => "ba"
strings.replaceall(1, "a", "b") => fault: strings.replaceall needs a string or a set, not an integer.
strings.replaceall("a", set("a"), "b") => unreadable at 1: strings.replaceall needs a string as argument 2, not a set.
strings.split(set("a,b", "c"), ",") => set("a", "b", "c")
strings.split(set("a,,b"), ",") => set("", "a", "b")
strings.split(set(""), ",") => set("")
strings.split(set("aé😀"), "") => set("a", "é", "😀")
strings.split(set(""), "") => set()
strings.split(set(), ",") => set()
strings.split("a,b", ",") => unreadable at 1: strings.split needs a set as argument 1, not a string.
strings.split(set("a"), set(",")) => unreadable at 1: strings.split needs a string as argument 2, not a set.
strings.contains("a", "b") => unreadable at 1: There is no variable 'strings'.
strings.nope("a") => unreadable at 1: There is no function 'strings.nope'.
strings => unreadable at 1: There is no variable 'strings'.
email.local(access_request.spec.suggested_reviewers) => set("ann")
email.local(set("a@x.com", "b@x.com", "a@y.com")) => set("a", "b")
email.local(set("Ann Lee <ann@example.com>")) => set("ann")
email.local(set("\"a b\"@example.com")) => set("a b")
email.local(set("bob")) => fault: email.local was given what is not an e-mail address.
email.local(set("")) => fault: email.local was given what is not an e-mail address.
email.local(set("a@b@c")) => fault: email.local was given what is not an e-mail address.
email.local(set()) => set()
email.local("ann@example.com") => unreadable at 1: email.local needs a set as argument 1, not a string.

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
regexp.replace(set("a"), "(", "x") => unreadable at 1: The regular expression has a ( without its ).
regexp.replace(set("a"), "a**", "x") => unreadable at 1: The regular expression repeats a repetition, as in a**.
regexp.replace(set("a"), `(a)\1`, "x") => unreadable at 1: The regular expression has the escape \1, which Go does not know.
regexp.replace(set("a"), "(?=a)", "x") => unreadable at 1: The regular expression has a group that Go does not know after (?.
regexp.replace(set("a"), "(?>a)", "x") => unreadable at 1: The regular expression has a group that Go does not know after (?.
regexp.replace(set("a"), "a++", "x") => unreadable at 1: The regular expression repeats a repetition, as in a**.
regexp.replace(set("a"), "a{1001}", "x") => unreadable at 1: The regular expression has an invalid number of repetitions; the most are 1000.
regexp.replace(set("a"), `a\Z`, "x") => unreadable at 1: The regular expression has the escape \Z, which Go does not know.
regexp.replace(set("a"), `\p{Greek}`, "x") => unreadable at 1: The regular expression has a \p{…} that is not a general category, such as L or Lu.
regexp.replace(set("a"), strings.lower("("), "x") => fault: regexp.replace cannot read its regular expression: it has a ( without its ).
regexp.replace(set("a"), strings.lower("A"), "x") => set("x")
regexp.replace("a", "a", "x") => unreadable at 1: regexp.replace needs a set as argument 1, not a string.
regexp.replace(set("a"), "a") => unreadable at 1: regexp.replace takes 3 arguments, and was given 2.
regexp.match(set("a"), "a") => unreadable at 1: There is no function 'regexp.match'.

# Times
time.RFC3339("2026-11-30T18:00:00Z") => 2026-11-30T18:00:00.0000000Z
time.RFC3339("2026-11-30T18:00:00.25Z") => 2026-11-30T18:00:00.2500000Z
time.RFC3339("2026-11-30T19:00:00+01:00") => 2026-11-30T18:00:00.0000000Z
time.RFC3339("2026-11-30T18:00:00-05:30") => 2026-11-30T23:30:00.0000000Z
time.RFC3339("2026-11-30") => fault: time.RFC3339 cannot read the time; it is written 2026-11-30T18:00:00Z, or with +01:00 for Z.
time.RFC3339("2026-11-30T18:00:00") => fault: time.RFC3339 cannot read the time; it is written 2026-11-30T18:00:00Z, or with +01:00 for Z.
time.RFC3339("2026-11-30t18:00:00z") => fault: time.RFC3339 cannot read the time; it is written 2026-11-30T18:00:00Z, or with +01:00 for Z.
time.RFC3339("2026-02-30T18:00:00Z") => fault: time.RFC3339 cannot read the time; it is written 2026-11-30T18:00:00Z, or with +01:00 for Z.
time.RFC3339("2026-11-30T24:00:00Z") => fault: time.RFC3339 cannot read the time; it is written 2026-11-30T18:00:00Z, or with +01:00 for Z.
time.RFC3339("2026-11-30T18:00:60Z") => fault: time.RFC3339 cannot read the time; it is written 2026-11-30T18:00:00Z, or with +01:00 for Z.
time.RFC3339("2026-11-30 18:00:00Z") => fault: time.RFC3339 cannot read the time; it is written 2026-11-30T18:00:00Z, or with +01:00 for Z.
time.RFC3339("") => fault: time.RFC3339 cannot read the time; it is written 2026-11-30T18:00:00Z, or with +01:00 for Z.
time.RFC3339(1) => unreadable at 1: time.RFC3339 needs a string as argument 1, not an integer.
time.rfc3339("2026-11-30T18:00:00Z") => unreadable at 1: There is no function 'time.rfc3339'.
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
between(access_request.spec.expiry, access_request.spec.expiry) => fault: between needs two ends, and was given 1.
access_request.spec.expiry.between(access_request.spec.expiry) => fault: between needs two ends, and was given 1.
access_request.spec.expiry.between() => fault: between needs two ends, and was given 0.
between() => unreadable at 1: between takes at least 1 argument, and was given 0.
before(access_request.spec.expiry, "2026-11-30T18:00:00Z") => unreadable at 1: before needs a time as argument 2, not a string.
before("a", "b") => unreadable at 1: before needs a time as argument 1, not a string.
"a".before("b") => unreadable at 5: before needs a time as the value before it, not a string.
access_request.spec.expiry.before() => unreadable at 28: before takes 1 argument, and was given 0.

# What is no expression of the language
has_labels(access_request.spec.roles, "env", "prod") => unreadable at 1: There is no function 'has_labels'.
in_schedule() => unreadable at 1: There is no function 'in_schedule'.
access_request.spec.roles.has("dev") => unreadable at 1: There is no function 'access_request.spec.roles.has'.
access_request.spec.roles() => unreadable at 1: There is no function 'access_request.spec.roles'.
user.traits["level"]("a") => unreadable at 21: This value is no function.
(set)("a") => unreadable at 2: There is no variable 'set'.
a.b.c("d") => unreadable at 1: There is no function 'a.b.c'.
a.b.contains("c") => unreadable at 1: There is no variable 'a.b'.
func() {} => unreadable at 1: func is a reserved word of Go; as the key of a map it is written ["func"].
[]string{"a"} => unreadable at 1: Found '[', but a value was expected.
true // and nothing else => true
true /* and nothing else */ => true
/* first */ true => true
true /* open => unreadable at 6: This comment has no closing */.
"""";
}
