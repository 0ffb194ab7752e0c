package dev.slipway.host.tenant;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.base.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantPolicyTest {
    private static ObjectNode document(String json) {
        return Json.read(json.replace('\'', '"'), ObjectNode.class);
    }

    @Test
    void limitsThatAreMissingAreForced() {
        // Given
        ObjectNode body = document("{'Image':'x','HostConfig':{'Memory':0,'PidsLimit':null}}");
        // When
        TenantPolicy.checkCreate(body);
        // Then
        assertEquals(
                "{\"Memory\":536870912,\"PidsLimit\":256,\"NanoCpus\":1000000000}",
                body.path("HostConfig").toString());
    }

    @Test
    void limitsThatWereAskedForStay() {
        // Given
        ObjectNode body = document("{'Image':'x','HostConfig':{'Memory':64000000,'NanoCpus':5,'PidsLimit':7}}");
        // When
        TenantPolicy.checkCreate(body);
        // Then
        assertEquals(document("{'Memory':64000000,'NanoCpus':5,'PidsLimit':7}"), body.path("HostConfig"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'Privileged':true}",
                "{'Binds':['/:/host']}",
                "{'Mounts':[{'Type':'bind','Source':'/','Target':'/host'}]}",
                "{'Devices':[{'PathOnHost':'/dev/sda'}]}",
                "{'DeviceCgroupRules':['a *:* rwm']}",
                "{'NetworkMode':'host'}",
                "{'NetworkMode':'container:abc'}",
                "{'PidMode':'host'}",
                "{'IpcMode':'host'}",
                "{'UTSMode':'host'}",
                "{'UsernsMode':'host'}",
                "{'CgroupnsMode':'host'}",
                "{'CgroupParent':'/'}",
                "{'CapAdd':['SYS_ADMIN']}",
                "{'SecurityOpt':['seccomp=unconfined']}",
                "{'Sysctls':{'kernel.core_pattern':'x'}}",
                "{'PortBindings':{'80/tcp':[{'HostPort':'80'}]}}",
                "{'PublishAllPorts':true}",
                "{'MaskedPaths':['/proc/kcore']}",
                "{'ReadonlyPaths':['/proc/sys']}",
                "{'VolumesFrom':['other']}",
                "{'Runtime':'other'}",
                "{'MemorySwap':-1}",
                "{'MemorySwappiness':60}",
                "{'CpuShares':9999}",
                "{'OomScoreAdj':-900}",
                "{'GroupAdd':['0']}",
                "{'Ulimits':[{'Name':'nofile','Soft':1,'Hard':1}]}",
                "{'StorageOpt':{'size':'1T'}}",
                "{'Tmpfs':{'/x':'size=1m,dev'}}",
                "{'PidsLimit':-1}",
                "{'Memory':-1}",
                "{'Memory':'512m'}",
                "{'RestartPolicy':{'Name':'always','Sneaky':1}}",
                "{'BrandNewField':false}",
                "[]"
            })
    void whatGivesPowerOverTheHostIsRefused(String hostConfig) {
        // Given
        ObjectNode body = document("{'Image':'x','HostConfig':" + hostConfig + "}");
        // When
        EngineException refused = assertThrows(EngineException.class, () -> TenantPolicy.checkCreate(body));
        // Then
        assertEquals(ErrorKind.INVALID, refused.kind());
    }

    @Test
    void aRefusalNamesTheField() {
        // Given
        ObjectNode body = document("{'Image':'x','HostConfig':{'Privileged':true}}");
        // When
        EngineException refused = assertThrows(EngineException.class, () -> TenantPolicy.checkCreate(body));
        // Then
        assertEquals("field 'HostConfig.Privileged' is not allowed for a tenant: leave it out", refused.getMessage());
    }

    @Test
    void anUnknownFieldIsRefusedEvenWhenItSaysNothing() {
        // Given
        ObjectNode body = document("{'Image':'x','privileged':false}");
        // When
        EngineException refused = assertThrows(EngineException.class, () -> TenantPolicy.checkCreate(body));
        // Then
        assertEquals("unknown field 'privileged': leave it out", refused.getMessage());
    }

    @Test
    void aFieldGivenTwiceIsRefused() {
        // Given / When
        EngineException refused =
                assertThrows(EngineException.class, () -> document("{'HostConfig':{'Memory':1,'Memory':2}}"));
        // Then
        assertTrue(String.valueOf(refused.getMessage()).contains("'Memory'"), refused.getMessage());
    }

    @Test
    void whatDockersOwnClientsAlwaysSendIsAccepted() {
        // Given
        ObjectNode body = document("{'Hostname':'','Domainname':'','User':'','AttachStdin':false,'AttachStdout':true,"
                + "'AttachStderr':true,'Tty':false,'OpenStdin':false,'StdinOnce':false,'Env':null,'Cmd':['true'],"
                + "'Image':'busybox','Volumes':{},'WorkingDir':'','Entrypoint':null,'OnBuild':null,'Labels':{},"
                + "'HostConfig':{'Binds':null,'ContainerIDFile':'','LogConfig':{'Type':'','Config':{}},"
                + "'NetworkMode':'default','PortBindings':{},'RestartPolicy':{'Name':'no','MaximumRetryCount':0},"
                + "'AutoRemove':true,'ConsoleSize':[24,80],'CapAdd':null,'MemorySwappiness':-1,'IpcMode':'',"
                + "'PidsLimit':0,'OomKillDisable':false,'MaskedPaths':null,'BlkioWeightDevice':[]},"
                + "'NetworkingConfig':{'EndpointsConfig':{'default':{'IPAMConfig':null,'Links':null,'MacAddress':'',"
                + "'GwPriority':0,'IPPrefixLen':0}}}}");
        // When / Then
        assertDoesNotThrow(() -> TenantPolicy.checkCreate(body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'EndpointsConfig':{'t-2':{}}}",
                "{'EndpointsConfig':{'default':{'Aliases':['other']}}}",
                "{'EndpointsConfig':{'default':{'IPAMConfig':{'IPv4Address':'10.0.0.9'}}}}",
                "{'Sneaky':{}}",
                "[]"
            })
    void anotherNetworkIsRefused(String networking) {
        // Given
        ObjectNode body = document("{'Image':'x','NetworkingConfig':" + networking + "}");
        // When
        EngineException refused = assertThrows(EngineException.class, () -> TenantPolicy.checkCreate(body));
        // Then
        assertEquals("field 'NetworkingConfig' is not allowed for a tenant: leave it out", refused.getMessage());
    }

    @Test
    void aPrivilegedExecIsRefused() {
        // Given
        ObjectNode body = document("{'Cmd':['sh'],'Privileged':true}");
        // When / Then
        assertThrows(EngineException.class, () -> TenantPolicy.checkExec(body));
        assertDoesNotThrow(() -> TenantPolicy.checkExec(document("{'Cmd':['sh'],'Privileged':false,'Tty':true}")));
    }

    @Test
    void aBuildHasOnlyTheListedParameters() {
        // Given / When / Then
        assertDoesNotThrow(() -> TenantPolicy.checkBuild(Map.of("t", "a:1", "memory", "1", "cpushares", "0")));
        assertThrows(EngineException.class, () -> TenantPolicy.checkBuild(Map.of("networkmode", "host")));
        assertThrows(EngineException.class, () -> TenantPolicy.checkBuild(Map.of("remote", "https://x/y.tar")));
    }
}
