using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace AccessSlack.Commands.Connect;

/// <summary>
/// What a browser brought from Slack. Anyone can call the address, so only the state says that it is ours.
/// </summary>
internal abstract record Callback
{
    private const int LongestCode = 1024;
    private const int LongestError = 80;

    private Callback() { }

    /// <param name="query">Each parameter with all its values.</param>
    /// <param name="state">What the browser was sent to Slack with.</param>
    public static Callback Read(IEnumerable<KeyValuePair<string, StringValues>> query, string state)
    {
        var fields = query.ToDictionary(field => field.Key, field => field.Value);
        if (Single(fields, "state") is not { } brought) return new Foreign("its state is missing or repeated");
        if (!IsSame(brought, state)) return new Foreign("its state is not the one of this run");
        var (code, error) = (Single(fields, "code"), Single(fields, "error"));
        return (code, error, fields.ContainsKey("code"), fields.ContainsKey("error")) switch
        {
            (not null, null, true, false) when IsCode(code) => new Granted(new Secret(code)),
            (null, not null, false, true) when IsError(error) => new Refused(error),
            _ => new Foreign("it has not exactly one code or one error"),
        };
    }

    private static string? Single(Dictionary<string, StringValues> fields, string name) =>
        fields.TryGetValue(name, out var values) && values is [{ Length: > 0 } value] ? value : null;

    /// <summary>In constant time, so that no one can guess it piece by piece.</summary>
    private static bool IsSame(string brought, string state) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(brought), Encoding.UTF8.GetBytes(state));

    private static bool IsCode(string code) => code.Length <= LongestCode && code.All(c => c is > ' ' and <= '~');

    // It is shown.
    private static bool IsError(string error) =>
        error.Length <= LongestError && error.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');

    /// <summary>It does not belong to this run, or is broken.</summary>
    internal sealed record Foreign(string Why) : Callback;

    /// <summary>Slack did not install the app.</summary>
    internal sealed record Refused(string Error) : Callback;

    /// <summary>Slack gives a token for the code.</summary>
    internal sealed record Granted(Secret Code) : Callback;
}
