using AccessSlack.Testing;

namespace AccessSlack.Tests.Messages;

/// <summary>
/// Compares a text with the file that was accepted for it. After a wanted change run the tests once with
/// <c>ACCEPT_GOLDEN=1</c> and read the difference before committing it; in CI (<c>CI=true</c>) nothing is ever
/// accepted.
/// </summary>
internal static class GoldenFile
{
    public static void AssertEqual(string name, string actual)
    {
        var path = Repository.PathOf("tests/AccessSlack.Tests/Messages/Golden", name + ".json");
        if (Environment.GetEnvironmentVariable("ACCEPT_GOLDEN") == "1") Accept(path, actual);
        var expected = File.Exists(path) ? File.ReadAllText(path) : "(no such file yet)";
        Assert.True(expected == actual, $"""
            {name}.json is not what the message is now. If the change is wanted, accept it with ACCEPT_GOLDEN=1 and look at the difference.
            accepted: {expected}
            now:      {actual}
            """);
    }

    private static void Accept(string path, string actual)
    {
        if (TestRun.IsCi)
            throw new InvalidOperationException("golden files are not accepted in CI");
        File.WriteAllText(path, actual);
    }
}
