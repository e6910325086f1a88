using FsCheck;
using FsCheck.Fluent;

namespace AccessSlack.Tests.MonitoringRules.Conditions;

/// <summary>
/// A condition as a text beside what it means, computed from the same parts without the daemon's code. The facts are
/// <see cref="Facts.Typical"/>.
/// </summary>
internal sealed record Model<T>(string Text, T Value)
{
    /// <summary>Safe as an operand of every operator and as the receiver of every method.</summary>
    public Model<T> Nested => this with { Text = $"({Text})" };
}

internal static class Model
{
    private static readonly string[] Words =
        ["", "a", "b", "dev", "prod", "L1", "é", "\"", "\\", "a\nb", "😀", "Bob"];

    private static readonly Dictionary<int, Gen<Model<bool>>> BooleansOfSize = [];
    private static readonly Dictionary<int, Gen<Model<HashSet<string>>>> SetsOfSize = [];

    public static Gen<Model<bool>> Booleans { get; } = Gen.Sized(size => Boolean(Math.Min(size, 12)));

    public static Gen<Model<HashSet<string>>> Sets { get; } = Gen.Sized(size => Set(Math.Min(size, 8)));

    /// <summary>Literals in every form.</summary>
    public static Gen<Model<string>> Literals { get; } =
        from word in Gen.Elements(Words)
        from form in Gen.Choose(0, 2)
        select new Model<string>(form switch
        {
            0 => $"`{word}`",
            1 => "\"" + string.Concat(word.EnumerateRunes().Select(rune => $"\\U{rune.Value:x8}")) + "\"",
            _ => "\"" + word.Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal) + "\"",
        }, word);

    private static Gen<Model<bool>> Boolean(int size) => Once(BooleansOfSize, size, MakeBoolean);

    private static Gen<Model<HashSet<string>>> Set(int size) => Once(SetsOfSize, size, MakeSet);

    /// <summary>A generator holds those of its parts, of which there would be a great many.</summary>
    private static T Once<T>(Dictionary<int, T> known, int size, Func<int, T> make)
    {
        lock (known)
        {
            if (!known.TryGetValue(size, out var generator)) known[size] = generator = make(size);
            return generator;
        }
    }

    private static Gen<Model<bool>> MakeBoolean(int size) =>
        size <= 1
            ? Gen.OneOf(
                Gen.Elements(new Model<bool>("true", true), new Model<bool>("false", false)),
                Comparison(1)
            )
            : Gen.OneOf(
                Boolean(size - 1).Select(inner => new Model<bool>($"!{inner.Nested.Text}", !inner.Value)),
                from left in Boolean(size / 2)
                from right in Boolean(size / 2)
                select new Model<bool>($"{left.Nested.Text} && {right.Nested.Text}", left.Value && right.Value),
                from left in Boolean(size / 2)
                from right in Boolean(size / 2)
                select new Model<bool>($"{left.Nested.Text}||{right.Nested.Text}", left.Value || right.Value),
                from which in Boolean(size / 3)
                from first in Boolean(size / 3)
                from second in Boolean(size / 3)
                select new Model<bool>(
                    $"ifelse({which.Text}, {first.Text}, {second.Text})",
                    which.Value ? first.Value : second.Value
                ),
                Comparison(size),
                Question(size)
            );

    private static Gen<Model<bool>> Comparison(int size) =>
        from left in Text(1)
        from right in Text(size)
        from isEqual in Gen.Elements(true, false)
        select new Model<bool>(
            $"{left.Text} {(isEqual ? "==" : "!=")} {right.Text}",
            left.Value == right.Value == isEqual
        );

    private static Gen<Model<bool>> Question(int size) =>
        from left in Set(size / 2)
        from right in Set(size / 2)
        from word in Text(size / 2)
        from question in Gen.Elements(
            new Model<bool>($"{left.Nested.Text}.contains({word.Text})", left.Value.Contains(word.Value)),
            new Model<bool>($"{left.Text}.contains_any({right.Text})", left.Value.Overlaps(right.Value)),
            new Model<bool>($"contains_any({left.Text}, {right.Text})", left.Value.Overlaps(right.Value)),
            new Model<bool>(
                $"contains_all({left.Text},{right.Text},)",
                right.Value.Count > 0 && right.Value.IsSubsetOf(left.Value)
            ),
            new Model<bool>($"is_empty({left.Text})", left.Value.Count == 0),
            new Model<bool>($"{left.Text}.isempty()", left.Value.Count == 0)
        )
        select question;

    private static Gen<Model<string>> Text(int size) =>
        size <= 1
            ? Gen.OneOf(Literals, Gen.Constant(new Model<string>("access_request.spec.user", Facts.Typical.User)))
            : from first in Text(size / 2)
              from match in Literals.Where(literal => literal.Value.Length > 0)
              from replacement in Literals
              let call = $"strings.replaceall({first.Text}, {match.Text}, {replacement.Text})"
              select new Model<string>(
                  $"choose(option(false, 1), option(true, {call}))",
                  first.Value.Replace(match.Value, replacement.Value, StringComparison.Ordinal)
              );

    private static Gen<Model<HashSet<string>>> MakeSet(int size) =>
        size <= 1
            ? Gen.OneOf(
                Gen.Resize(Literals.ListOf(), 5).Select(words => new Model<HashSet<string>>(
                    $"set({string.Join(",", words.Select(word => word.Text))})",
                    [.. words.Select(word => word.Value)]
                )),
                Gen.Constant(new Model<HashSet<string>>("access_request.spec.roles", ["dev", "prod"])),
                Gen.Elements(
                    new Model<HashSet<string>>("user.traits.level", ["L1", "L2"]),
                    new Model<HashSet<string>>("user.traits[\"level\"]", ["L1", "L2"]),
                    new Model<HashSet<string>>("user.traits.absent", [])
                )
            )
            : Gen.OneOf(
                from left in Set(size / 2)
                from right in Set(size / 2)
                select new Model<HashSet<string>>(
                    $"union({left.Text}, {right.Text})",
                    [.. left.Value, .. right.Value]
                ),
                from set in Set(size - 1)
                from word in Literals
                select new Model<HashSet<string>>($"{set.Text}.add({word.Text})", [.. set.Value, word.Value]),
                from set in Set(size - 1)
                from word in Literals
                select new Model<HashSet<string>>(
                    $"{set.Text}.remove({word.Text})",
                    [.. set.Value.Where(member => member != word.Value)]
                )
            );
}
