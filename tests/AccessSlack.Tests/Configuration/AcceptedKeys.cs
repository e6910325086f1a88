using AccessSlack.Configuration;

namespace AccessSlack.Tests.Configuration;

internal static class AcceptedKeys
{
    /// <summary>Every key that is read, as <c>section.key</c>, old names included.</summary>
    public static IEnumerable<string> All => Schema.Sections
        .SelectMany(section => Schema.Keys(section).Select(key => Schema.FullName(section, key)))
        .Where(name => !Schema.Refused.ContainsKey(name));
}
