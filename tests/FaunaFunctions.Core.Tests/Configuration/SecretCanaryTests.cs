using System.Collections;
using System.Reflection;
using System.Text.Json;
using FaunaFunctions.Core.Configuration;
using static FaunaFunctions.Core.Tests.Configuration.SettingsText;

namespace FaunaFunctions.Core.Tests.Configuration;

public sealed class SecretCanaryTests
{
    private const string Canary = "fnAEcanary0000000000000000000000000000000";

    private static string? AppSetting(string name) => Canary;

    [Theory]
    [InlineData("\"secret\": \"" + Canary + "\"")]
    [InlineData("\"secret\": \"%S%\"")]
    public void No_settings_type_prints_or_serializes_the_secret(string secret)
    {
        var settings = Read(WithConnection(secret), AppSetting);

        var printed = new List<string> { JsonSerializer.Serialize(settings) };
        Print(settings, printed);

        Assert.Equal(Canary, settings.Connections[0].Secret!.Reveal());
        Assert.True(printed.Count > 3);
        Assert.All(printed, text => Assert.DoesNotContain(Canary, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{\"connections\": {\"main\": {\"secret\": CANARY")]
    [InlineData("{\"connections\": {\"main\": {\"secret\": CANARY\"")]
    [InlineData("{\"connections\": {\"main\": {\"secret\": \"CANARY")]
    [InlineData("{\"connections\": {\"main\": {\"secret\": 'CANARY'}}}")]
    [InlineData("{\"connections\": {\"main\": {\"secret\": {\"x\": \"CANARY\"}}}}")]
    [InlineData("{\"connections\": {\"main\": {\"secret\": [\"CANARY\"]}}}")]
    [InlineData("{\"connections\": {\"main\": {\"secret\": \"CANARY \"}}}")]
    [InlineData("{\"connections\": {\"main\": {\"secret\": \"a\", \"secret\": \"CANARY\"}}}")]
    [InlineData("{\"connections\": {\"main\": {\"secrets\": \"CANARY\"}}}")]
    [InlineData("{\"connections\": {\"main\": \"CANARY\"}}")]
    [InlineData("{\"connections\": \"CANARY\"}")]
    [InlineData("{\"connections\": {\"main\": {\"secret\": \"%S%\", \"scheme\": \"%S%\", \"port\": \"%S%\", \"api\": \"%S%\", \"domain\": \"%S%@\"}}}")]
    [InlineData("{\"connections\": {\"main\": {\"secret\": \"x\", \"scheme\": \"CANARY\", \"port\": \"CANARY\", \"api\": \"CANARY\", \"domain\": \"https://CANARY@db\"}}}")]
    [InlineData("{\"connections\": {\"main\": {\"secret\": \"%S%\"}}, \"exports\": [{\"collection\": \"c\", \"pageSize\": \"CANARY\", \"mode\": \"CANARY\", \"schedule\": \"%S%\", \"partSize\": \"CANARY\"}]}")]
    public void No_message_quotes_a_secret_wherever_it_was_put(string json)
    {
        var error = Assert.Throws<SettingsInvalid>(() => Read(json.Replace("CANARY", Canary, StringComparison.Ordinal), AppSetting));

        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
        Assert.All(error.Problems, p => Assert.DoesNotContain("canary", p.ToString(), StringComparison.Ordinal));
    }

    /// <summary>The text of an object and of everything that its public properties lead to.</summary>
    private static void Print(object? value, List<string> printed)
    {
        if (value is null or string or Uri || value.GetType().IsPrimitive || value.GetType().IsEnum)
        {
            printed.Add(value?.ToString() ?? "");
            return;
        }

        printed.Add(value.ToString()!);
        if (value is IEnumerable items)
        {
            foreach (var item in items)
            {
                Print(item, printed);
            }

            return;
        }

        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0))
        {
            Print(property.GetValue(value), printed);
        }
    }
}
