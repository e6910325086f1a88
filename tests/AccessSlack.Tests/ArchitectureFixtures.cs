
// What ArchitectureTests must find, and what it must leave alone. Namespaces decide, so these stand in those of the
// rooms.
namespace AccessSlack.Requests
{
    internal abstract class WrongArrow
    {
        public abstract Microsoft.Extensions.Logging.ILogger Logger { get; }

        public abstract SlackApi.Blocks.Block Block(Secret secret);
    }
}

namespace AccessSlack.Messages
{
    internal abstract class WrongArrow
    {
        public abstract SlackApi.Blocks.Block Block();

        public static Type InABody() => typeof(SlackApi.WebApi.Message);

        public static Type OneRoomUp() => typeof(Planning.Planner);
    }
}

namespace AccessSlack.Teleport
{
    internal static class WrongArrow
    {
        // The use is inside the state machine of a lambda.
        public static Func<object, Task<string>> Deep() => async value =>
        {
            await Task.Yield();
            return value is List<Slack.ISlackModals> ? nameof(value) : ((Requests.Slack.SlackUser)value).Id;
        };
    }
}

namespace AccessSlack.Configuration
{
    internal static class WrongArrow
    {
        public static object New() => new Logging.JsonLineFormatter();

        public static void Close() => Serilog.Log.CloseAndFlush();

        public static bool IsService() => Microsoft.Extensions.Hosting.Systemd.SystemdHelpers.IsSystemdService();
    }
}

namespace AccessSlack.Tracking
{
    internal static class WrongArrow
    {
        public static bool IsService() => Microsoft.Extensions.Hosting.Systemd.SystemdHelpers.IsSystemdService();

        public static object? Catch(Slack.ISlackModals? slack)
        {
            try
            {
                return slack ?? Configuration.WrongArrow.New();
            }
            catch (Teleport.TeleportException)
            {
                return null;
            }
        }
    }
}

namespace AccessSlack.Decisions
{
    internal static class WrongArrow
    {
        public static Type OneRoomUp() => typeof(Reconciliation.Reconciler);
    }
}

namespace AccessSlack.Hosting
{
    internal static class RightArrow
    {
        public static bool IsService() => Microsoft.Extensions.Hosting.Systemd.SystemdHelpers.IsSystemdService();

        public static object Build() => Configuration.WrongArrow.New();
    }
}
